/**
 * Keeps a new revision of a schedule. Times of the revision before that no process has taken by then end as missed, in the
 * same transaction: the calendar of the new revision begins later, so no process would look for such times any more.
 */
import type { Parts } from '#engine/parts'
import { endMissed } from '#engine/schedule/end-slot'
import { dealtWithUntil } from '#model/schedule/dealt-with'
import { slotsBetween } from '#model/schedule/due'
import type { Schedule, ScheduleBody } from '#model/schedule/schedule'
import { insertRevision } from '#store/schedule/schedules'
import { lastSlots } from '#store/schedule/slots'
import type { Store } from '#store/store'

export interface Revision {
  readonly id: string
  readonly body: ScheduleBody
  readonly person: string
  readonly personName: string
}

/** Within a transaction that holds the lock of schedules. Gives the number of the revision. */
export const revise = async (
  parts: Parts,
  tx: Store,
  found: Schedule | undefined,
  wanted: Revision,
): Promise<number> => {
  const { revision, at } = await insertRevision(tx, wanted)
  if (!found) return revision
  const since = dealtWithUntil(found, (await lastSlots(tx, [found.id])).get(found.id))
  if (since) await endUntaken(parts, tx, found, { since, at, by: wanted.personName })
  return revision
}

const endUntaken = async (
  parts: Parts,
  tx: Store,
  found: Schedule,
  { since, at, by }: { readonly since: Date; readonly at: Date; readonly by: string },
): Promise<void> => {
  for (let from = since; ; ) {
    const slots = slotsBetween(found, from, at)
    const [first, last] = [slots.at(0), slots.at(-1)]
    if (!first || !last) return
    const missed = { first: first.at, last: last.at, count: slots.length }
    const because = `No Howdah process ran it before ${by} changed the schedule.`
    await endMissed(parts, tx, found, missed, because)
    from = last.at
  }
}
