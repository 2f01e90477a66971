/** Refuses the button of a preview that a newer preview, or a change of the schedule, has overtaken. */
import type { Parts } from '#engine/parts'
import { type OfferedPreview, previewMark } from '#model/offer/offered'
import { type Refusal, refusal } from '#model/refusal'
import { buttonMadeAt, newerButton } from '#store/buttons'
import { findSchedule } from '#store/schedule/schedules'
import { minute } from '#text/instant'

export const overtaken = async (
  { store }: Pick<Parts, 'store'>,
  { of: name }: OfferedPreview,
  button: string,
): Promise<Refusal | undefined> => {
  const made = await buttonMadeAt(store, button)
  const saved = await findSchedule(store, name)
  if (made && saved && saved.at > made && saved.state.kind === 'removed')
    return refusal(
      `${name} was removed by ${saved.personName} after this preview, ${minute(saved.at.toISOString())}. Nothing was saved.`,
      'To have it back, preview it anew with `schedule save`.',
    )
  if (made && saved && saved.at > made)
    return refusal(
      `This preview of ${name} is outdated: ${saved.personName} changed the schedule after it, ${minute(saved.at.toISOString())}. Nothing was saved.`,
      `Look at it as it is, and preview what you want with \`schedule edit ${name}\`.`,
      `schedule show ${name}`,
    )
  const newer = await newerButton(store, button, previewMark(name))
  return newer === null
    ? undefined
    : refusal(
        `This preview of ${name} is outdated: a newer one was made ${minute(newer.toISOString())}. Nothing was saved.`,
        'Press the button of the newer one, or preview once more what you want.',
      )
}
