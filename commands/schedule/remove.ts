import { z } from 'zod'
import { scheduleName } from '#commands/schedule/wishing'
import { answers } from '#model/command'
import { line } from '#model/input'

export const scheduleRemove = answers({
  words: 'schedule remove',
  summary: 'End a schedule; what it did stays in the record',
  example: 'nightly-analyze reason="done by autovacuum now"',
  first: 'name',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({
    name: scheduleName.describe('The schedule'),
    reason: line.max(500).optional().describe('Why, for the record'),
  }),
  answer: ({ person, input, engine }) =>
    engine.schedules.remove(person, input.name, input.reason ?? null),
})
