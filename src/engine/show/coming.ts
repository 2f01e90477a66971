/** Hours of clusters, and the schedules that run next, for the Home. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Parts } from '#engine/parts'
import { hasHours, hoursAt } from '#model/calendar/hours'
import type { Coming } from '#model/home/home'
import { activeSince } from '#model/schedule/active-since'
import { dueAt, nextSlots } from '#model/schedule/due'
import { allSchedules } from '#store/schedule/schedules'
import { slotsOf } from '#store/schedule/slots'

/** Schedules that a Home has room for. */
const most = 8

/** Times of day that are reckoned at a stretch: a click has to be acknowledged meanwhile. */
const stretch = 25

/** Milliseconds in which all people get the same answer. */
const sharedMs = 2_000

export const openComing = (parts: Parts): (() => Promise<Coming>) => {
  let reading: Promise<Coming> | undefined
  let readAt = 0
  return () => {
    if (reading === undefined || performance.now() - readAt > sharedMs) {
      readAt = performance.now()
      reading = readComing(parts)
      reading.catch(() => {
        reading = undefined
      })
    }
    return reading
  }
}

const readComing = async (parts: Parts): Promise<Coming> => {
  const { store, config } = parts
  const now = await parts.now()
  const all = (await allSchedules(store)).filter(({ state }) => state.kind !== 'removed')
  const coming: Omit<Coming['schedules'][number], 'last'>[] = []
  for (const [place, schedule] of all.entries()) {
    if (place % stretch === stretch - 1) await breathe()
    const since = activeSince(schedule)
    const [slot] = since === null ? [] : nextSlots(schedule, since > now ? since : now, 1)
    if (slot) coming.push({ schedule, next: dueAt(schedule, slot) })
  }
  const shown = coming
    .toSorted((one, other) => one.next.getTime() - other.next.getTime())
    .slice(0, most)
  return {
    hours: config.clusters
      .filter(hasHours)
      .map(cluster => ({ cluster: cluster.name, now: hoursAt(cluster, now) })),
    schedules: await Promise.all(
      shown.map(async one => ({
        ...one,
        last: (await slotsOf(store, one.schedule.id, 1))[0] ?? null,
      })),
    ),
    further: { active: coming.length - shown.length, paused: all.length - coming.length },
  }
}
