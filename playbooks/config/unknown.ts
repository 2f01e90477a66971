/** Names that no setting has. */
import { type Refusal, refusal } from '#model/refusal'
import { nearest } from '#text/nearest'

/** `words` is the command to say again with the right name. */
export const noSettingNamed = (
  typed: string,
  known: readonly string[],
  words: 'config show' | 'config list',
): Refusal => {
  const close = nearSetting(typed, known)
  if (close !== undefined)
    return refusal(
      `There is no setting ${typed}.`,
      `Did you mean \`${close}\`?`,
      `${words} ${close}`,
    )
  return refusal(
    `There is no setting ${typed}.`,
    typed.includes('.')
      ? 'A setting with a dot belongs to an extension: the server knows the setting once the extension is loaded.'
      : 'See `config list` with a part of its name.',
  )
}

/** A beginning that a single setting has is near, too. */
export const nearSetting = (typed: string, known: readonly string[]): string | undefined => {
  const lower = typed.toLowerCase()
  const begun = [...new Set(known)].filter(name => name.toLowerCase().startsWith(lower))
  return begun.length === 1 ? begun[0] : nearest(typed, known)
}
