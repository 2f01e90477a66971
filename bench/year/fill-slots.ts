/** Fills the control database with the slots of a schedule of each minute, and with the entries about their plans. */
import type { Client } from 'pg'
import { insertRevision } from '#store/schedule/schedules'
import { endSlot, takeSlot } from '#store/schedule/slots'
import type { OpenStore } from '#store/store'

/** Slots that Howdah itself writes, the newest: rows without a good signature count for nothing. */
const written = 200

const schedule = 'minutely'

export const addSchedule = (store: OpenStore) =>
  store.transaction(tx =>
    insertRevision(tx, {
      id: schedule,
      body: {
        command: 'index list cluster=shop',
        calendar: 'every minute',
        zone: 'UTC',
        overlap: 'skip',
        catchUp: 300,
        jitter: 0,
        owner: { id: 'T_LOCAL/U_OLGA', name: 'olga' },
        state: { kind: 'active' },
      },
      person: 'T_LOCAL/U_OLGA',
      personName: 'olga',
    }),
  )

/** Slot `i` was `i` minutes ago, as plan `i`; the first ones by Howdah's own hand. */
export const fillSlots = async (
  { store, owner }: { readonly store: OpenStore; readonly owner: Client },
  from: number,
  to: number,
): Promise<void> => {
  const { rows } = await owner.query<{ now: Date }>(`select date_trunc('minute', now()) as now`)
  const now = rows[0]?.now ?? new Date()
  for (let place = 1; place <= (from === 0 ? written : 0); place += 1) {
    const at = new Date(now.getTime() - place * 60_000)
    const held = await takeSlot(store, { schedule, at, askedBy: null }, 'bench')
    if (held)
      await endSlot(store, held, { kind: 'answered', answer: { title: '12 indexes of shop.' } })
  }
  const numbers = `generate_series(${from + 1}, ${to}) i`
  await owner.query(
    `insert into howdah.slot (schedule_id, at, holder, held_until, taken_at, ended_at, told_at, body, signature)
     select '${schedule}', at, 'bench', at, at, at, at, '{"kind":"answered","answer":{"title":"12 indexes of shop."}}', 'none'
     from (select $1::timestamptz - make_interval(mins => i) as at from ${numbers}) slots on conflict do nothing`,
    [now],
  )
  await owner.query(
    'update howdah.slot set taken_at = at, ended_at = at, told_at = at where told_at is null',
  )
  await owner.query('alter table howdah.audit disable trigger user')
  await owner.query(
    `insert into howdah.audit (seq, body, prev, hash, signature)
     select last.seq + i - ${from}, format('{"actor":"howdah/bench","at":"2026-01-01T00:00:00.000Z","detail":{"plan":"p-%s","standing":null},"kind":"schedule.planned","seq":%s,"subject":{"plan":"p-%s","schedule":"${schedule}"},"v":1}', i, last.seq + i - ${from}, i),
       repeat('0', 64), md5(i::text) || md5(i::text), null
     from (select coalesce(max(seq), 0) as seq from howdah.audit) last, ${numbers}`,
  )
  await owner.query('alter table howdah.audit enable trigger user')
}
