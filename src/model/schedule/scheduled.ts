/** Commands that a schedule may say. */
import type { Command } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'

/** A schedule asks and plans. Decisions stay with people. */
export const notScheduled = (command: Command): Refusal | undefined =>
  command.kind === 'propose' || command.verb === 'read' || command.verb === 'audit'
    ? undefined
    : refusal(
        `\`${command.words}\` decides something, and a schedule decides nothing.`,
        'Schedule a command that reads, or one that makes a plan.',
      )
