/** Brings the schedules of the inventory into the control database: added, changed and removed as the inventory says. */
import type { Parts } from '#engine/parts'
import { draftSchedule } from '#engine/schedule/draft-schedule'
import { revise } from '#engine/schedule/revise'
import { inventoryOwner, inventoryPerson, inventoryWishes } from '#model/schedule/inventory'
import type { Schedule, ScheduleBody } from '#model/schedule/schedule'
import { type ScheduleWish, wishIn } from '#model/schedule/wish'
import { allSchedules, lockSchedules } from '#store/schedule/schedules'
import type { Store } from '#store/store'
import { canonicalJson } from '#text/canonical-json'

/** Gives a sentence for each schedule that cannot be. */
export const keepInventorySchedules = async (parts: Parts): Promise<readonly string[]> => {
  const { clusters, reports, schedules } = parts.config
  const wishes = inventoryWishes(
    clusters.map(({ name }) => name),
    reports,
    schedules,
  )
  const problems: string[] = []
  const wanted = new Map<string, ScheduleBody>()
  for (const { id, ...wish } of wishes) {
    const drafted = await draftSchedule(parts, inventoryPerson, wish, undefined)
    if (drafted.kind === 'draft') wanted.set(id, bodyOf(drafted.wish))
    else problems.push(`Schedule ${id} of the inventory: ${drafted.because} ${drafted.instead}`)
  }
  await parts.store.transaction(async tx => {
    await lockSchedules(tx)
    const known = new Map((await allSchedules(tx)).map(one => [one.id, one] as const))
    for (const [id, body] of wanted) await keep(parts, tx, { id, known: known.get(id), body })
    const dropped = [...known.values()].filter(
      ({ id, owner, state }) =>
        owner.id === inventoryOwner.id && state.kind !== 'removed' && !wanted.has(id),
    )
    for (const one of dropped)
      await write(parts, tx, {
        id: one.id,
        known: one,
        body: {
          ...wishIn(one),
          owner: one.owner,
          state: { kind: 'removed', reason: 'The inventory no longer names it.' },
        },
      })
  })
  return problems
}

const bodyOf = (wish: ScheduleWish): ScheduleBody => ({
  ...wish,
  owner: inventoryOwner,
  state: { kind: 'active' },
})

interface Named {
  readonly id: string
  /** The revision before; undefined for a new schedule. */
  readonly known: Schedule | undefined
  readonly body: ScheduleBody
}

/** A pause by a person stands as long as the inventory says the same as before. */
const keep = async (parts: Parts, tx: Store, named: Named): Promise<void> => {
  const { known, body } = named
  const isSame =
    known !== undefined &&
    known.state.kind !== 'removed' &&
    known.owner.id === inventoryOwner.id &&
    canonicalJson(wishIn(known)) === canonicalJson(wishIn(body))
  if (!isSame) await write(parts, tx, named)
}

const write = async (parts: Parts, tx: Store, { id, known, body }: Named): Promise<void> => {
  const { id: person, name: personName } = inventoryOwner
  const revision = await revise(parts, tx, known, { id, body, person, personName })
  await parts.record.append(
    body.state.kind === 'removed' ? 'schedule.removed' : 'schedule.saved',
    { actor: person, subject: { schedule: id }, detail: { revision, ...body } },
    tx,
  )
}
