/** The part of a schedule that people choose. */
import { z } from 'zod'

/** The name of a schedule: `nightly-vacuum`. */
export const scheduleNamed = /^[a-z][a-z0-9-]{0,39}$/

/** The way of a slot while the slot before is not over, in the words of Temporal's schedules. */
export const overlaps = ['skip', 'buffer-one', 'allow-all'] as const

export const scheduleWish = z.strictObject({
  /** The line that a person would type after the slash command. */
  command: z.string(),
  /** As written: `weekdays at 02:30`. */
  calendar: z.string(),
  zone: z.string(),
  overlap: z.enum(overlaps),
  /** Seconds in which a missed slot is made up for; an open maintenance window counts besides. */
  catchUp: z.number().int().min(0),
  /** Each slot comes so many seconds later at most, always by the same time for one schedule. */
  jitter: z.number().int().min(0),
})

export type ScheduleWish = z.output<typeof scheduleWish>

export interface NamedWish extends ScheduleWish {
  readonly id: string
}

export const wishIn = (given: ScheduleWish): ScheduleWish => {
  const { command, calendar, zone, overlap, catchUp, jitter } = given
  return { command, calendar, zone, overlap, catchUp, jitter }
}
