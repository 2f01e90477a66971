/** Why a slot does not run now. */
import type { Parts } from '#engine/parts'
import { blackoutOver, windowAround } from '#engine/schedule/place'
import { namePlan } from '#engine/show/plan-name'
import { blackoutWords } from '#model/calendar/hours-words'
import { activeSince } from '#model/schedule/active-since'
import { latestStart, nextSlots } from '#model/schedule/due'
import type { Schedule, SlotOutcome, SlotView } from '#model/schedule/schedule'
import { stateWords } from '#model/schedule/words'
import { findPlan } from '#store/plans'
import { type SlotKey, slotsOf } from '#store/schedule/slots'

export type Hindered = SlotOutcome | 'wait' | undefined

export interface Begun {
  readonly schedule: Schedule
  readonly slot: SlotKey
  readonly now: Date
  /** Whether the schedule was changed after the look that found the slot. */
  readonly wasChanged: boolean
}

/** `wait` leaves the slot for later: the slot before is not over, and the schedule buffers a slot. */
export const hinderedBy = async (parts: Parts, begun: Begun): Promise<Hindered> => {
  const { schedule, slot, now } = begun
  const { id, overlap, state } = schedule
  const rests = slot.askedBy === null ? (activeSince(schedule) ?? now) >= now : false
  if (rests || state.kind === 'removed')
    return { kind: 'skipped', because: `The schedule is ${stateWords(schedule)}.` }
  if (isOfOldWords(begun))
    return {
      kind: 'skipped',
      because: `${schedule.personName} changed the schedule before a Howdah process ran it.`,
    }
  const blackout = blackoutOver(parts, schedule, now)
  if (blackout)
    return {
      kind: 'skipped',
      because: `No change begins in a blackout: ${blackoutWords(blackout)}.`,
    }
  const before = (await slotsOf(parts.store, id, looked)).filter(({ at }) => at < slot.at)
  const found = await busyWith(parts, overlap === 'allow-all' ? [] : before)
  if (found.busy !== null) {
    const buffered = before.some(({ outcome, held }) => outcome === null && !held)
    return overlap === 'buffer-one' && !buffered ? 'wait' : { kind: 'skipped', because: found.busy }
  }
  // A slot that waited counts from the end of the slot before.
  const from =
    overlap === 'buffer-one' ? new Date(Math.max(slot.at.getTime(), found.freeSince)) : slot.at
  const window = windowAround(parts, schedule, slot.at)
  if (now <= latestStart(schedule, { at: from, note: null }, window)) return undefined
  return {
    kind: 'missed',
    because: 'No Howdah process finished it in time.',
    first: slot.at.toISOString(),
    count: 1,
  }
}

/** Whether the slot came before the present revision, or is no time of the present calendar. */
const isOfOldWords = ({ schedule, slot: { at, askedBy }, wasChanged }: Begun): boolean => {
  if (askedBy !== null) return false
  if (at <= (activeSince(schedule) ?? at)) return true
  if (!wasChanged) return false
  const [next] = nextSlots(schedule, new Date(at.getTime() - 1), 1)
  return next?.at.getTime() !== at.getTime()
}

/** Earlier slots to look at: plans of older slots are long over. */
const looked = 20

interface Before {
  /** The earlier slot that is not over, in a sentence; null when all are over. */
  readonly busy: string | null
  /** Milliseconds since 1970 of the latest end of one that ran; 0 when none did. */
  readonly freeSince: number
}

const busyWith = async (parts: Parts, slots: readonly SlotView[]): Promise<Before> => {
  let freeSince = 0
  for (const { at, outcome, endedAt } of slots) {
    if (outcome === null) return { busy: `The slot of ${at.toISOString()} is not over.`, freeSince }
    if (outcome.kind === 'missed' || outcome.kind === 'skipped') continue
    freeSince = Math.max(freeSince, endedAt?.getTime() ?? 0)
    if (outcome.kind !== 'planned') continue
    const plan = await findPlan(parts.store, outcome.plan)
    if (plan && plan.outcome === null)
      return {
        busy: `${await namePlan(parts.store, plan.id)}, made at ${at.toISOString()}, is not over: ${plan.state === 'pending' ? 'it waits for approval' : 'it runs'}.`,
        freeSince,
      }
    freeSince = Math.max(freeSince, plan?.ended_at?.getTime() ?? 0)
  }
  return { busy: null, freeSince }
}
