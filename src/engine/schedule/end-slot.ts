/** Ends slots on the record. */
import type { Parts } from '#engine/parts'
import type { Due } from '#model/schedule/due'
import type { Schedule, SlotOutcome } from '#model/schedule/schedule'
import { endSlot, type HeldSlot, takeSlot } from '#store/schedule/slots'
import type { Store } from '#store/store'

export const endOnRecord = async (
  parts: Parts,
  tx: Store,
  held: HeldSlot,
  outcome: Exclude<SlotOutcome, { readonly kind: 'answered' }>,
): Promise<void> => {
  if (!(await endSlot(tx, held, outcome))) return
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

/** Slots that no process took, all in a single row: taken and ended at once, so that no kill comes between. */
export const endMissed = async (
  parts: Parts,
  tx: Store,
  { id }: Pick<Schedule, 'id'>,
  missed: NonNullable<Due['missed']>,
  because = 'No Howdah process ran it in time.',
): Promise<void> => {
  const slot = { schedule: id, at: missed.last, askedBy: null }
  const held = await takeSlot(tx, slot, parts.holder)
  if (held)
    await endOnRecord(parts, tx, held, {
      kind: 'missed',
      because,
      first: missed.first.toISOString(),
      count: missed.count,
    })
}
