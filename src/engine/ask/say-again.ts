/**
 * *Share* answers once more, for the whole channel, with the rights of the clicking person. Only reads are
 * repeated.
 */
import { click } from '#engine/ask/click'
import { readWords } from '#engine/ask/grammar'
import type { Parts } from '#engine/parts'
import type { Command } from '#model/command'
import type { Click } from '#model/edges'
import type { Engine } from '#model/engine'
import { isRefusal, refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { findButton } from '#store/buttons'

export const share = async (parts: Parts, engine: Engine, clicked: Click): Promise<Reply> => {
  const button = await findButton(parts.store, clicked.button)
  const reads = button?.plan_id === null && merelyReads(button.command ?? '', parts.commands)
  return button && !reads
    ? refusal(
        'Only what merely reads can be shared, and this would be done again.',
        'Tell the others in your own words.',
      )
    : click(parts, engine, clicked)
}

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
