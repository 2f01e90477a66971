/** Takes a slot, runs the command, and keeps the outcome. Of all processes a single one does. */

import type { Parts } from '#engine/parts'
import { hinderedBy } from '#engine/schedule/hindered'
import type { Due } from '#model/schedule/due'
import type { Schedule, SlotOutcome } from '#model/schedule/schedule'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
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
    const hindered = await hinderedBy(parts, schedule, slot.at)
    if (hindered === 'wait') {
      await giveBackSlot(parts.store, held)
      return
    }
    const outcome = hindered ?? (await performed(parts, schedule, held, perform))
    failpoint('slot performed')
    await end(parts, held, outcome)
    failpoint('slot ended')
  } finally {
    clearInterval(beat)
  }
}

const performed = async (
  parts: Parts,
  schedule: Schedule,
  slot: SlotKey,
  perform: Perform,
): Promise<SlotOutcome> => {
  try {
    return await perform(schedule, slot)
  } catch (error) {
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
  await parts.store.transaction(async tx => {
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
  })
}

/** Slots that no process took in time, all in a single row. */
export const endMissed = async (
  parts: Parts,
  { id }: Schedule,
  missed: NonNullable<Due['missed']>,
): Promise<void> => {
  const slot = { schedule: id, at: missed.last, askedBy: null }
  const held = await takeSlot(parts.store, slot, parts.holder)
  if (held)
    await end(parts, held, {
      kind: 'missed',
      because: 'No process of Howdah took it in time.',
      first: missed.first.toISOString(),
      count: missed.count,
    })
}
