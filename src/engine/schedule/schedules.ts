/** Schedules as commands see them, and the decisions of people about schedules. */

import type { Parts } from '#engine/parts'
import { asOfNow } from '#engine/schedule/as-of-now'
import { draftSchedule } from '#engine/schedule/draft-schedule'
import { aboutOf, channelOf, channelWords } from '#engine/schedule/place'
import { revise } from '#engine/schedule/revise'
import { tooMany } from '#engine/schedule/too-many'
import { readChange } from '#engine/show/read-change'
import { endWithSchedule } from '#engine/standing/end-with-schedule'
import type { Schedules } from '#model/engine'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { activeSince } from '#model/schedule/active-since'
import { nextSlots } from '#model/schedule/due'
import { inventoryOwner } from '#model/schedule/inventory'
import { noSchedule } from '#model/schedule/no-schedule'
import type { Schedule, ScheduleBody, ScheduleView } from '#model/schedule/schedule'
import { wishIn } from '#model/schedule/wish'
import { timesOf, timeWords } from '#model/schedule/words'
import { allSchedules, findSchedule, lockSchedules } from '#store/schedule/schedules'
import { insertSlot, slotsOf } from '#store/schedule/slots'
import { slotsSince } from '#store/schedule/slots-since'
import type { Store } from '#store/store'
import { listed } from '#text/listed'
import { meantName } from '#text/nearest'

/** Slots and times that a view shows. */
const shown = { slots: 20, next: 5 }

export const openSchedules = (parts: Parts): Schedules => {
  const view = async (schedule: Schedule): Promise<ScheduleView> => {
    const since = activeSince(schedule)
    const now = await parts.now()
    return {
      schedule,
      ...aboutOf(parts, schedule),
      slots: await slotsOf(parts.store, schedule.id, shown.slots),
      next: since === null ? [] : nextSlots(schedule, since > now ? since : now, shown.next),
    }
  }
  const change = changing(parts)

  return {
    async list() {
      const all = await allSchedules(parts.store)
      return Promise.all(all.filter(({ state }) => state.kind !== 'removed').map(view))
    },
    async since(cluster, since) {
      const all = await allSchedules(parts.store)
      const ids = all.filter(one => aboutOf(parts, one).cluster === cluster).map(({ id }) => id)
      const { ran, others } = await slotsSince(parts.store, ids, since)
      return { ran, exceptions: others }
    },
    async endOf(plan) {
      const change = await readChange(parts, plan)
      return change?.outcome == null
        ? null
        : `\`${plan}\` (${change.plan.headline}) ${change.outcome}. ${change.ending ?? ''}`.trimEnd()
    },
    channelOf: schedule => channelOf(parts, schedule),
    async find(id) {
      const schedule = await findSchedule(parts.store, id)
      return schedule && view(schedule)
    },
    async draft(person, wish, cluster) {
      const drafted = await draftSchedule(parts, person, wish, cluster)
      if (drafted.kind !== 'draft') return drafted
      const { wanted, ...shown } = drafted
      return { ...shown, hindered: wanted && (await asOfNow(parts, person, wanted)) }
    },
    async save(person, id, wish) {
      const drafted = await draftSchedule(parts, person, wish, undefined)
      if (drafted.kind !== 'draft') return drafted
      const owner = { id: person.id, name: person.name }
      return change(person, id, 'saved', async (found, tx) => {
        if (found && ofInventory(found)) return inInventory(id)
        const { people } = parts.config
        return (
          tooMany(people, await allSchedules(tx), person.id, id) ?? {
            body: { ...drafted.wish, owner, state: { kind: 'active' } },
            says: `${id} is saved: \`${drafted.wish.command}\`, ${timesOf(drafted.wish)}. It acts with your rights, and reports in a thread in ${channelWords(parts, drafted.wish)}.${drafted.plans ? ` What it plans is done only where somebody approves it in time, or approved it beforehand (\`approval ask schedule=${id}\`).` : ''}`,
          }
        )
      })
    },
    async pause(person, id, reason, minutes) {
      const now = await parts.now()
      const until =
        minutes === null ? null : new Date(now.getTime() + minutes * 60_000).toISOString()
      return change(person, id, 'paused', found =>
        found.state.kind === 'paused'
          ? refusal(
              `${id} is paused already: ${found.state.reason}.`,
              `To go on, say \`schedule resume ${id}\`.`,
            )
          : {
              body: { ...bodyOf(found), state: { kind: 'paused', reason, until } },
              says: `${id} is paused ${until === null ? `until somebody says \`schedule resume ${id}\`` : `until ${timeWords(new Date(until))}`}. What runs goes on.`,
            },
      )
    },
    resume: (person, id) =>
      change(person, id, 'resumed', found =>
        found.state.kind === 'active'
          ? refusal(`${id} is not paused.`, 'Nothing needs to be done.')
          : { body: { ...bodyOf(found), state: { kind: 'active' } }, says: `${id} goes on.` },
      ),
    async remove(person, id, reason) {
      const now = await parts.now()
      return change(person, id, 'removed', async (found, tx) => {
        if (ofInventory(found)) return inInventory(id)
        const ended = await endWithSchedule(parts, tx, { person, schedule: id, now })
        return {
          body: { ...bodyOf(found), state: { kind: 'removed', reason } },
          says: `${id} is removed and will not run again${ended.length === 0 ? '' : `; ${listed(ended)}, approved or asked for it beforehand, ${ended.length === 1 ? 'is' : 'are'} withdrawn`}. What it did stays in the record.`,
        }
      })
    },
    async runNow(person, id) {
      const found = await findSchedule(parts.store, id)
      if (!found || found.state.kind === 'removed')
        return noSchedule(id, meantName(id, await standing(parts.store)), 'schedule run-now')
      const at = await parts.now()
      await parts.store.transaction(async tx => {
        await insertSlot(tx, { schedule: id, at, askedBy: person.id })
        await parts.record.append(
          'schedule.run-now',
          { actor: person.id, subject: { schedule: id }, detail: { name: person.name } },
          tx,
        )
      })
      return answer(`${id} runs now, apart from its calendar. The result is posted in its thread.`)
    },
  }
}

const bodyOf = (given: Schedule) => ({ ...wishIn(given), owner: given.owner })

interface Changed {
  readonly body: ScheduleBody
  readonly says: string
}

const ofInventory = ({ owner, state }: Schedule): boolean =>
  owner.id === inventoryOwner.id && state.kind !== 'removed'

const inInventory = (id: string): Refusal =>
  refusal(
    `${id} stands in the inventory.`,
    `Change it there; until then \`schedule pause ${id}\` lets it rest.`,
  )

/** The names of schedules that were not removed. */
const standing = async (store: Store): Promise<readonly string[]> =>
  (await allSchedules(store)).flatMap(({ id, state }) => (state.kind === 'removed' ? [] : id))

const saying = {
  saved: 'schedule save',
  paused: 'schedule pause',
  resumed: 'schedule resume',
  removed: 'schedule remove',
} as const

/** A new revision and an entry in the record, in a single transaction. */
const changing =
  (parts: Parts) =>
  async (
    person: Person,
    id: string,
    did: 'saved' | 'paused' | 'resumed' | 'removed',
    how: (found: Schedule, tx: Store) => Changed | Refusal | Promise<Changed | Refusal>,
  ) => {
    const done = await parts.store.transaction(async tx => {
      await lockSchedules(tx)
      const found = await findSchedule(tx, id)
      if (did !== 'saved' && (!found || found.state.kind === 'removed'))
        return noSchedule(id, meantName(id, await standing(tx)), saying[did])
      const changed = await how(found as Schedule, tx)
      if ('kind' in changed) return changed
      const { body, says } = changed
      const wanted = { id, body, person: person.id, personName: person.name }
      const revision = await revise(parts, tx, found, wanted)
      await parts.record.append(
        `schedule.${did}`,
        {
          actor: person.id,
          subject: { schedule: id },
          detail: { revision, ...body, before: found ? bodyOf(found) : null },
        },
        tx,
      )
      return answer(says)
    })
    return done
  }
