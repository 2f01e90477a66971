import { z } from 'zod'
import { scheduleName } from '#commands/schedule/wishing'
import { answers } from '#model/command'

export const scheduleRunNow = answers({
  words: 'schedule run-now',
  summary: 'Run a schedule once now, under the same rules',
  example: 'nightly-analyze',
  first: 'name',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({ name: scheduleName.describe('The schedule') }),
  answer: ({ person, input, engine }) => engine.schedules.runNow(person, input.name),
})
