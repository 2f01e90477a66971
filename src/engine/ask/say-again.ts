/** Lines that can be said again: a line that only reads, and the line of a filled-in form. */
import { readWords } from '#engine/ask/grammar'
import type { Command } from '#model/command'
import { isRefusal } from '#model/refusal'

export const merelyReads = (text: string, commands: readonly Command[]): boolean => {
  const read = readWords(text, commands)
  if (isRefusal(read) || read.kind === 'nothing') return false
  const { command } = read
  return command.kind === 'answer' && (command.verb === 'read' || command.verb === 'audit')
}

export const lineOf = (
  words: string,
  values: Readonly<Record<string, string>>,
  commands: readonly Command[],
): string | null => {
  const given = Object.entries(values).map(
    ([key, value]) => `${key}=${/\s/.test(value) && !value.includes('"') ? `"${value}"` : value}`,
  )
  const line = [words, ...given].join(' ')
  const read = readWords(line, commands)
  if (isRefusal(read) || read.kind === 'nothing') return null
  const same =
    Object.keys(read.values).length === given.length &&
    Object.entries(values).every(([key, value]) => read.values[key] === value)
  return same ? line : null
}
