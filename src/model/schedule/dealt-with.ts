import { activeSince } from '#model/schedule/active-since'
import type { Schedule } from '#model/schedule/schedule'

/**
 * Up to when the calendar of a schedule was dealt with: the last slot, or the begin of the calendar. Null for a schedule
 * that rests.
 */
export const dealtWithUntil = (
  schedule: Pick<Schedule, 'at' | 'state'>,
  last: Date | undefined,
): Date | null => {
  const active = activeSince(schedule)
  return active && last && last > active ? last : active
}
