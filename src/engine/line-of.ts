/** What a form filled in, as the one line that says the same; null where no line does. */
import { readWords } from '#engine/grammar'
import type { Command } from '#model/command'
import { isRefusal } from '#model/refusal'

export const lineOf = (
  words: string,
  values: Readonly<Record<string, string>>,
  commands: readonly Command[],
): string | null => {
  const given = Object.entries(values).map(
    ([key, value]) =>
      `${key}=${value.includes(' ') && !value.includes('"') ? `"${value}"` : value}`,
  )
  const line = [words, ...given].join(' ')
  const read = readWords(line, commands)
  if (isRefusal(read) || read.kind === 'nothing') return null
  const same =
    Object.keys(read.values).length === given.length &&
    Object.entries(values).every(([key, value]) => read.values[key] === value)
  return same ? line : null
}
