/** Takes a slot, runs the command, and keeps the outcome. Of all processes a single one does. */

import type { Parts } from '#engine/parts'
import { endOnRecord } from '#engine/schedule/end-slot'
import { hinderedBy } from '#engine/schedule/hindered'
import { startByStanding } from '#engine/standing/start'
import type { Schedule, SlotOutcome } from '#model/schedule/schedule'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { planOfSlot } from '#store/schedule/plan-of-slot'
import { findSchedule } from '#store/schedule/schedules'
import {
  endSlot,
  giveBackSlot,
  type HeldSlot,
  renewEveryMs,
  renewSlot,
  type SlotKey,
  takeSlot,
} from '#store/schedule/slots'

/** Says the command of a slot. */
export type Perform = (schedule: Schedule, slot: SlotKey) => Promise<SlotOutcome>

export interface DueSlot {
  readonly schedule: Schedule
  readonly slot: SlotKey
  /** The control database's clock. */
  readonly now: () => Date
}

export const runSlot = async (
  parts: Parts,
  { schedule: known, slot, now }: DueSlot,
  perform: Perform,
): Promise<void> => {
  const held = await takeSlot(parts.store, slot, parts.holder)
  if (!held) return
  failpoint('slot taken')
  const beat = setInterval(() => void renewSlot(parts.store, held).catch(() => {}), renewEveryMs)
  try {
    const schedule = await asOfNow(parts, known, held)
    const outcome =
      (await plannedBefore(parts, held)) ??
      (await hinderedBy(parts, {
        schedule,
        slot: held,
        now: now(),
        wasChanged: schedule !== known,
      })) ??
      (await performed(parts, schedule, held, perform))
    if (outcome === 'wait') {
      await giveBackSlot(parts.store, held)
      return
    }
    failpoint('slot performed')
    await end(parts, held, await underStanding(parts, schedule, outcome))
    failpoint('slot ended')
  } finally {
    clearInterval(beat)
  }
}

/** Somebody may have changed the schedule since the look that found the slot. */
const asOfNow = async (parts: Parts, known: Schedule, held: HeldSlot): Promise<Schedule> =>
  held.revision === known.revision
    ? known
    : ((await findSchedule(parts.store, held.schedule)) ?? known)

/** A plan that a standing approval covers begins at once; any other waits for people. */
const underStanding = async (
  parts: Parts,
  { id: schedule }: Schedule,
  outcome: SlotOutcome,
): Promise<SlotOutcome> => {
  if (outcome.kind !== 'planned' || outcome.began) return outcome
  const begun = await startByStanding(parts, { schedule, plan: outcome.plan })
  return begun.kind === 'started'
    ? { ...outcome, standing: begun.by }
    : { ...outcome, asks: begun.because }
}

/** A process that was killed after planning has left the plan. */
const plannedBefore = async (
  parts: Parts,
  { schedule, at, isNew }: HeldSlot,
): Promise<SlotOutcome | undefined> => {
  if (isNew) return undefined
  const plan = await planOfSlot(parts.store, { schedule, at: at.toISOString() })
  return plan && { kind: 'planned', plan: plan.id, standing: null, asks: null }
}

const performed = async (
  parts: Parts,
  schedule: Schedule,
  slot: SlotKey,
  perform: Perform,
): Promise<SlotOutcome | 'wait'> => {
  try {
    return await perform(schedule, slot)
  } catch (error) {
    // Whether the owner may still do it is not known: a later look asks again, for as long as the slot may begin.
    if (error instanceof Failure && error.code === 'people.silent') return 'wait'
    // Without the control database the slot cannot be ended either: a later look goes on.
    if (error instanceof Failure && error.code.startsWith('store.')) throw error
    if (!(error instanceof Failure)) parts.report(error, { schedule: schedule.id })
    const because =
      error instanceof Failure
        ? `${error.message} ${error.instead}`
        : 'Something in Howdah broke, and its log says what.'
    return { kind: 'failed', because }
  }
}

/** Answers stand in the thread alone, all other outcomes in the record too. */
const end = async (parts: Parts, held: HeldSlot, outcome: SlotOutcome): Promise<void> => {
  if (outcome.kind === 'answered') await endSlot(parts.store, held, outcome)
  else await parts.store.transaction(tx => endOnRecord(parts, tx, held, outcome))
}
