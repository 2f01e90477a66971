/** The wish for a schedule, as the commands take one. */
import { z } from 'zod'
import { zoneName } from '#model/calendar/zone'
import { line } from '#model/input'
import { overlaps, type ScheduleWish, scheduleNamed } from '#model/schedule/wish'

export const scheduleName = z
  .string()
  .trim()
  .regex(scheduleNamed, 'write small letters, digits and hyphens: nightly-vacuum')

export const wished = {
  command: line
    .describe('A command that reads, or one that makes a plan: `query slow cluster=shop`')
    .meta({ takes: 'other words' }),
  at: line.describe('`every 15 minutes`, `weekdays at 02:30`, or five fields of cron'),
  zone: zoneName.describe('The time zone of these times'),
  overlap: z
    .enum(overlaps)
    .describe('If the previous run is still going: skip this one, let one wait, or run both'),
  catch_up: z.coerce
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 60)
    .describe('Minutes within which a missed run is caught up; its window counts too'),
  jitter: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600)
    .describe(
      'Up to this many seconds later, the same each time, so that schedules do not all begin at once',
    ),
} as const

/** The values of a wish that leaves them out. */
export const usual = { zone: 'UTC', overlap: 'skip', catch_up: 5, jitter: 0 } as const

export interface Wished {
  readonly command: string
  readonly at: string
  readonly zone: string
  readonly overlap: ScheduleWish['overlap']
  /** Minutes. */
  readonly catch_up: number
  /** Seconds. */
  readonly jitter: number
}

export const wishOf = ({ command, at, zone, overlap, catch_up, jitter }: Wished): ScheduleWish => ({
  command,
  calendar: at,
  zone,
  overlap,
  catchUp: catch_up * 60,
  jitter,
})

/** The values in the form that people write. */
export const valuesOf = (wish: ScheduleWish): Wished => ({
  command: wish.command,
  at: wish.calendar,
  zone: wish.zone,
  overlap: wish.overlap,
  catch_up: Math.round(wish.catchUp / 60),
  jitter: wish.jitter,
})
