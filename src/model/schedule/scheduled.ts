/** Commands that a schedule may say. */
import type { Command } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'

/** A schedule reads and plans. Decisions stay with people, and so does the first word of a decision by two people. */
export const notScheduled = (command: Command): Refusal | undefined =>
  command.kind === 'propose' || command.verb === 'read' || command.verb === 'audit'
    ? undefined
    : refusal(
        `\`${command.words}\` is a decision, and schedules make none.`,
        'Schedule a command that reads, or one that makes a plan.',
      )
