import { z } from 'zod'
import { scheduleName } from '#commands/schedule/wishing'
import { answers } from '#model/command'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { readMinutes } from '#text/length'

const longest = 366 * 1_440

/** Minutes; undefined for what is no length of time, and beyond a year. */
const restOf = (said: string): number | undefined => {
  const minutes = readMinutes(said) ?? 0
  return minutes >= 1 && minutes <= longest ? minutes : undefined
}

export const schedulePause = answers({
  words: 'schedule pause',
  summary: 'Pause a schedule, for good or for a time; everybody who looks sees why',
  example: 'nightly-analyze reason="big import" for="3 days"',
  first: 'name',
  verb: 'stop',
  needs: 'nothing',
  input: z.object({
    name: scheduleName.describe('The schedule'),
    reason: line.max(500).describe('Why; shown to everybody who looks'),
    for: line.optional().describe('After which it resumes by itself: `90 minutes`, `3 days`'),
  }),
  answer({ person, input, engine }) {
    const minutes = input.for === undefined ? null : restOf(input.for)
    return minutes === undefined
      ? refusal(
          `“${input.for}” is no length of time that Howdah can read.`,
          'Write `90 minutes`, `6 hours`, `3 days` or `2 weeks`, at most a year.',
        )
      : engine.schedules.pause(person, input.name, input.reason, minutes)
  },
})
