/** Takes a slot, runs the command, and keeps the outcome. Of all processes a single one does. */

import type { Parts } from '#engine/parts'
import { hinderedBy } from '#engine/schedule/hindered'
import { startByStanding } from '#engine/standing/start'
import type { Due } from '#model/schedule/due'
import type { Schedule, SlotOutcome } from '#model/schedule/schedule'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { planOfSlot } from '#store/schedule/plan-of-slot'
import {
  endSlot,
  giveBackSlot,
  type HeldSlot,
  renewEveryMs,
  renewSlot,
  type SlotKey,
  takeSlot,
} from '#store/schedule/slots'
import type { Store } from '#store/store'

/** Says the command of a slot. */
export type Perform = (schedule: Schedule, slot: SlotKey) => Promise<SlotOutcome>

export const runSlot = async (
  parts: Parts,
  schedule: Schedule,
  slot: SlotKey,
  perform: Perform,
): Promise<void> => {
  const held = await takeSlot(parts.store, slot, parts.holder)
  if (!held) return
  failpoint('slot taken')
  const beat = setInterval(() => void renewSlot(parts.store, held).catch(() => {}), renewEveryMs)
  try {
    const outcome =
      (await plannedBefore(parts, slot)) ??
      (await hinderedBy(parts, schedule, slot)) ??
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

/** A plan that a standing approval covers begins at once; any other waits for people. */
const underStanding = async (
  parts: Parts,
  { id: schedule }: Schedule,
  outcome: SlotOutcome,
): Promise<SlotOutcome> => {
  if (outcome.kind !== 'planned') return outcome
  const begun = await startByStanding(parts, { schedule, plan: outcome.plan })
  return begun.kind === 'started'
    ? { ...outcome, standing: begun.by }
    : { ...outcome, asks: begun.because }
}

/** A process that was killed after planning has left the plan. */
const plannedBefore = async (parts: Parts, slot: SlotKey): Promise<SlotOutcome | undefined> => {
  const { schedule, at } = slot
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

const end = (parts: Parts, held: HeldSlot, outcome: SlotOutcome): Promise<void> =>
  parts.store.transaction(tx => endIn(parts, tx, held, outcome))

/** Answers stand in the thread alone, all other outcomes in the record too. */
const endIn = async (
  parts: Parts,
  tx: Store,
  held: HeldSlot,
  outcome: SlotOutcome,
): Promise<void> => {
  if (!(await endSlot(tx, held, outcome)) || outcome.kind === 'answered') return
  const { kind, ...detail } = outcome
  await parts.record.append(
    `schedule.${kind}`,
    {
      actor: `howdah/${parts.holder}`,
      subject: { schedule: held.schedule, slot: held.at.toISOString() },
      detail,
    },
    tx,
  )
}

/** Slots that no process took in time, all in a single row: taken and ended at once, so that no kill comes between. */
export const endMissed = (
  parts: Parts,
  { id }: Schedule,
  missed: NonNullable<Due['missed']>,
): Promise<void> =>
  parts.store.transaction(async tx => {
    const slot = { schedule: id, at: missed.last, askedBy: null }
    const held = await takeSlot(tx, slot, parts.holder)
    if (held)
      await endIn(parts, tx, held, {
        kind: 'missed',
        because: 'No process of Howdah took it in time.',
        first: missed.first.toISOString(),
        count: missed.count,
      })
  })
