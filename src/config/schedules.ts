/** The schedules of the inventory: commands that read. */
import { z } from 'zod'
import { readCalendar } from '#model/calendar/calendar'
import { zoneName } from '#model/calendar/zone'
import { isRefusal } from '#model/refusal'
import { type NamedWish, overlaps, scheduleNamed } from '#model/schedule/wish'

const calendar = z.string().superRefine((text, context) => {
  const read = readCalendar(text)
  if (isRefusal(read))
    context.addIssue({ code: 'custom', message: `${read.because} ${read.instead}` })
})

export const schedulesSchema = z
  .record(
    z.string().regex(scheduleNamed, 'write small letters, digits and hyphens'),
    z.strictObject({
      command: z.string().min(1).describe('A command that reads: query slow cluster=main'),
      at: calendar.describe('every 15 minutes; weekdays at 08:00; five fields of cron'),
      zone: zoneName.default('UTC'),
      overlap: z.enum(overlaps).default('skip'),
      catch_up: z.int().min(0).max(10_080).default(5).describe('Minutes'),
      jitter: z.int().min(0).max(3_600).default(0).describe('Seconds'),
    }),
  )
  .default({})
  .describe('What is asked again and again, with the answers in a thread')

export const wishesOf = (given: z.infer<typeof schedulesSchema>): readonly NamedWish[] =>
  Object.entries(given).map(([id, { command, at, zone, overlap, catch_up, jitter }]) => ({
    id,
    command,
    calendar: at,
    zone,
    overlap,
    catchUp: catch_up * 60,
    jitter,
  }))
