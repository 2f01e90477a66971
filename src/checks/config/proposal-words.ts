/** A proposed setting in words, the same in answers and reports. */
import type { Proposal } from '#checks/config/judged'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { writeCommand } from '#text/write-command'

/** `refused` says why there can be no plan as things are. */
export const proposalLine = (
  { setting, value, now, evidence, expected }: Proposal,
  refused?: Refusal,
): string =>
  `\`${setting}\` ${now} → ${value}. ${evidence} Expected: ${expected}${
    refused ? ` It cannot be planned as it is: ${refused.because} ${refused.instead}` : ''
  }`

/** The words of the button are those that a person would type. */
export const proposalOffer = (
  { setting, value, evidence }: Proposal,
  where: { readonly cluster: string; readonly database: string | null },
): NonNullable<Answer['offers']>[number] => ({
  label: `Plan ${setting}`,
  command: writeCommand(`config set ${setting}=${value}`, { ...where, reason: firstOf(evidence) }),
})

/** The first sentence. */
const firstOf = (text: string): string =>
  (/^.*?\.(?= |$)/s.exec(text)?.[0] ?? text).replaceAll('"', '’').replace(/\.$/, '')
