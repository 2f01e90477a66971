import { z } from 'zod'
import { scheduleName, usual, wished, wishOf } from '#commands/schedule/wishing'
import { answers } from '#model/command'

export const scheduleSave = answers({
  words: 'schedule save',
  summary:
    'Save a schedule at once, as `schedule add` and `schedule edit` offer it after their preview',
  example: 'slow-shop command="query slow cluster=shop" at="weekdays at 08:00"',
  first: 'name',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({
    name: scheduleName.describe('What people call it'),
    command: wished.command,
    at: wished.at,
    zone: wished.zone.default(usual.zone),
    overlap: wished.overlap.default(usual.overlap),
    catch_up: wished.catch_up.default(usual.catch_up),
    jitter: wished.jitter.default(usual.jitter),
  }),
  answer: ({ person, input, engine }) => engine.schedules.save(person, input.name, wishOf(input)),
})
