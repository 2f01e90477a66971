/** The message of a plan, drawn from the Change again whenever the Change has changed. */
import { type Change, riskOf } from '#model/change'
import {
  actions,
  button,
  context,
  type DrawnMessage,
  image,
  type Picture,
  section,
} from '#slack/draw/blocks/blocks'
import { code, cut, escape, plain } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { glassSection, glassWords } from '#slack/draw/plan/break-glass'
import { bodyOf } from '#slack/draw/plan/change-body'
import { buttonsOf } from '#slack/draw/plan/change-buttons'
import { stateLine } from '#slack/draw/plan/state-line'

const headlineMost = 300

/** Draws the message; `link` leads from a direct message to the message in the channel. Charts stand where the result does. */
export const drawChange = (
  change: Change,
  ids: ReadonlyMap<string, string>,
  link: string | null = null,
  pictures: readonly Picture[] = [],
): DrawnMessage => {
  const { plan } = change
  const state = stateLine(change)
  const looks = buttonsOf(change, ids)
  // The headline may hold a whole predicate; the statement below is never cut.
  const headline = cut(plan.headline, headlineMost)
  return {
    // Slack parses the text of a notification like any other text.
    text: escape(
      `${glassWords(change)}${state.plain} ${headline} (${plan.cluster}, ${plan.environment}, risk ${riskOf(change)}, requested by ${plan.requesterName})`,
    ),
    blocks: [
      section(
        `*${plain(`${plan.cluster} (${plan.environment})`)}: ${plain(headline)}*\n${state.markdown}`,
      ),
      ...glassSection(change),
      ...bodyOf(change),
      ...pictures.map(image),
      ...actions(looks.map(button)),
      context(
        [
          `${code(plan.id)} on *${plain(plan.cluster)}* (${plan.environment}), database ${code(plan.database)}`,
          `fingerprint ${code(plan.fingerprint.slice(0, 8))}`,
          `requested by ${mention(plan.requester, plan.requesterName)}`,
          ...(plan.ticket === null ? [] : [`ticket ${plain(plan.ticket)}`]),
          ...(link === null ? [] : [`<${link}|Go to the plan>`]),
        ].join(' · '),
      ),
    ],
  }
}
