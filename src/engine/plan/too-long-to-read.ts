/**
 * Refuses a plan that one message cannot show whole: no person can approve a statement whose end is cut
 * off.
 */
import { shownSteps } from '#engine/show/step'
import type { ShownStep } from '#model/change'
import type { PlanBody } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import { count } from '#text/figures'
import { written } from '#text/folded'

/** Slack takes about 13,000 characters in a message (bolt-js#2509); the way back may need room too. */
const most = 4_500

/** The length as chat counts: a few characters, and invisible characters, are written with up to seven. */
const lengthShown = (text: string): number =>
  text.length + (text.match(/[&<>]/g)?.length ?? 0) * 4 + (text.match(/\p{C}/gu)?.length ?? 0) * 6

export const tooLongToRead = ({ steps }: Pick<PlanBody, 'steps'>): Refusal | undefined => {
  const shown = shownSteps(steps)
  const total = (write: (step: ShownStep) => string): number =>
    written(shown, write, words => words).reduce((sum, text) => sum + lengthShown(text), 0)
  const there = total(({ action }) => action.text)
  const back = total(({ undo }) => undo?.action.text ?? '')
  return Math.max(there, back) <= most
    ? undefined
    : refusal(
        `Its SQL is too long to be read before it is approved: ${count(Math.max(there, back))} characters.`,
        `Make it shorter, to ${count(most)} at most, for example with a function in place of a long expression.`,
      )
}
