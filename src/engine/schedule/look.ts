/** Looks at a schedule: the due slot, missed slots, and the time of the next look. */
import type { Parts } from '#engine/parts'
import { windowAround } from '#engine/schedule/place'
import { activeSince } from '#model/schedule/active-since'
import { type Due, dueOf } from '#model/schedule/due'
import type { Schedule } from '#model/schedule/schedule'

export const lookAtSchedule = async (
  parts: Parts,
  schedule: Schedule,
  lastSlot: Date | undefined,
): Promise<Due> => {
  const now = await parts.now()
  const active = activeSince(schedule)
  if (active === null || active > now) return { run: null, missed: null, lookAt: active }
  const since = lastSlot && lastSlot > active ? lastSlot : active
  return dueOf(schedule, since, now, slot => windowAround(parts, schedule, slot.at))
}
