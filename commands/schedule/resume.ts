import { z } from 'zod'
import { scheduleName } from '#commands/schedule/wishing'
import { answers } from '#model/command'

export const scheduleResume = answers({
  words: 'schedule resume',
  summary: 'Resume a paused schedule; missed times are not caught up',
  example: 'nightly-analyze',
  first: 'name',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({ name: scheduleName.describe('The schedule') }),
  answer: ({ person, input, engine }) => engine.schedules.resume(person, input.name),
})
