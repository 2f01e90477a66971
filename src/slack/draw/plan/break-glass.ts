/** Words about a plan that an approver let run alone, before and after the review. */
import type { BreakGlass, Change } from '#model/change'
import { section } from '#slack/draw/blocks/blocks'
import { plain, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'

const open = '*The review is open*: another approver looks at what was done and closes it.'

/** Words for the thread, also shown in the channel. */
export const brokenBy = (glass: BreakGlass): string => `${said(glass)}\n${open}`

export const reviewedBy = ({ person, name, note, at }: NonNullable<BreakGlass['review']>): string =>
  `*Break-glass reviewed* by ${mention(person, name)} ${when(at)}: ${plain(note)}`

const said = ({ person, name, reason, at }: BreakGlass): string =>
  `:rotating_light: *Break-glass*: ${mention(person, name)} ran this without approval ${when(at)}: ${plain(reason)}`

export const glassSection = ({ breakGlass }: Change) => {
  if (breakGlass === null) return []
  const { review } = breakGlass
  return [section(`${said(breakGlass)}\n${review === null ? open : reviewedBy(review)}`)]
}

/** The beginning of a notification; not escaped yet. */
export const glassWords = ({ breakGlass }: Change): string => {
  if (breakGlass === null) return ''
  return `Break-glass by ${breakGlass.name}${breakGlass.review === null ? ', please review' : ''}. `
}
