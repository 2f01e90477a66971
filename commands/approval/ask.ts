import { z } from 'zod'
import { zoneName } from '#model/calendar/zone'
import { answers } from '#model/command'
import { line } from '#model/input'
import { scheduleNamed } from '#model/schedule/wish'

const figure = z.coerce.number().int().min(1).max(100_000)
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day: 01:00')

export const approvalAsk = answers({
  words: 'approval ask',
  summary:
    'Ask to let a schedule do what a plan does, within limits, without an approval each time',
  example: 'p-7k3m9qx schedule=nightly-rotation until=2027-05-01',
  first: 'plan',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({
    plan: line.describe('Id of a plan that the schedule made: its playbook, input and effects'),
    schedule: z
      .string()
      .regex(scheduleNamed, 'write the name of a schedule: nightly-rotation')
      .describe('The schedule that may do it'),
    until: line.describe('The last day, within a year, like 2027-05-01'),
    each: figure.optional().describe('Most objects each time; as many as in the plan'),
    day: figure.optional().describe('Most objects a day; as many as each time'),
    megabytes: figure.optional().describe('Most MB each time; twice as many as in the plan'),
    objects: z
      .enum(['named', 'schema'])
      .optional()
      .describe('Only the objects that the plan names, or any of their schema'),
    from: time
      .optional()
      .describe('Not before this time of day; with hours, a run out of turn counts too'),
    to: time.optional().describe('Not after this time of day'),
    zone: zoneName.optional().describe('Time zone of hours and days; UTC when left out'),
    reason: line.max(500).optional().describe('Why, for the approvers and the record'),
  }),
  answer: ({ person, input, engine, origin }) => {
    const { each, day, megabytes, objects, ...wish } = input
    return engine.approvals.ask(
      person,
      {
        ...wish,
        perSlot: each,
        perDay: day,
        bytes: megabytes === undefined ? undefined : megabytes * 1_024 ** 2,
        schema: objects === 'schema',
      },
      origin,
    )
  },
})
