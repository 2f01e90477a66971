/** How the inventory writes maintenance windows and blackouts. */
import { z } from 'zod'
import { zoneName } from '#model/calendar/zone'
import { atEnds } from '#model/configuration'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day: 01:00')

export const windowSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'use lower-case letters, digits and hyphens')
    .exactOptional()
    .describe('Name in chat'),
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1)
    .describe('On which it opens'),
  from: time,
  to: time
    .exactOptional()
    .describe('On the next day when it is not after `from`; or write `duration`'),
  duration: z
    .string()
    .regex(/^(?=\d)(\d{1,2} ?h)? ?(\d{1,4} ?min)?$/, 'write hours and minutes: 4h, 90min, 1h 30min')
    .exactOptional()
    .describe('In place of `to`, in real time: 4h, 90min, 1h 30min'),
  last_start: time.exactOptional().describe('No run begins later; at any time without it'),
  at_end: z
    .enum(atEnds)
    .exactOptional()
    .describe(
      'Of what is under way: finish the running step, hold (the default) at a checkpoint where a step has one, or cancel',
    ),
  zone: zoneName,
})

export type WrittenWindow = z.infer<typeof windowSchema>

const instant = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/,
    'write an instant, 2026-12-24T00:00Z, or a local time, "2026-12-24 00:00", with a zone',
  )

export const blackoutSchema = z.strictObject({
  from: instant,
  to: instant,
  zone: zoneName
    .exactOptional()
    .describe('Whose clocks the times are of, where they have no offset'),
  reason: z
    .string()
    .regex(/^\P{C}{3,200}$/u, 'say in 3 to 200 characters why')
    .describe('People read it where a run waits'),
})

export type WrittenBlackout = z.infer<typeof blackoutSchema>
