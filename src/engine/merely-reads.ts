/** Whether saying it again does nothing but look: only then may an answer be shared. */
import type { Command } from '#engine/command'
import { readWords } from '#engine/grammar'
import { isRefusal } from '#engine/refusal'

export const merelyReads = (text: string, commands: readonly Command[]): boolean => {
  const read = readWords(text, commands)
  if (isRefusal(read) || read.kind === 'nothing') return false
  const { command } = read
  return command.kind === 'answer' && (command.verb === 'read' || command.verb === 'audit')
}
