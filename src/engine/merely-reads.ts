/** Whether saying it again does nothing but look: only then may an answer be shared. */
import { readWords } from '#engine/grammar'
import type { Command } from '#model/command'
import { isRefusal } from '#model/refusal'

export const merelyReads = (text: string, commands: readonly Command[]): boolean => {
  const read = readWords(text, commands)
  if (isRefusal(read) || read.kind === 'nothing') return false
  const { command } = read
  return command.kind === 'answer' && (command.verb === 'read' || command.verb === 'audit')
}
