/** Actions on replication slots, each with the query that tells its state. */
import type { SqlAction } from '#model/actions/sql'

export interface SlotPlace {
  readonly node: string
  readonly database: string
  readonly slot: string
}

const on = ({ node, database }: SlotPlace) =>
  ({
    kind: 'sql',
    node,
    database,
    duty: 'ha',
    role: null,
    names: 'catalogue',
    repair: null,
    tidy: null,
    locking: 'none',
    deadlineSeconds: 30,
  }) as const

/**
 * The LSN moves once somebody uses the slot again: a slot that moved is not the approved slot. PostgreSQL itself refuses
 * to drop a slot in use.
 */
export const dropSlot = (place: SlotPlace, restartLsn: string | null): SqlAction => ({
  ...on(place),
  statement: `select pg_drop_replication_slot(slot_name) from pg_replication_slots where ${same}`,
  values: [place.slot, restartLsn],
  state: {
    text: `select case when exists (select from pg_replication_slots where ${same}) then 'absent'
      when exists (select from pg_replication_slots where slot_name = $1) then 'unknown'
      else 'present' end as state`,
    values: [place.slot, restartLsn],
  },
  again: true,
})

const same = 'slot_name = $1 and restart_lsn is not distinct from $2::pg_lsn'

/** Keeps WAL from now on: what was removed meanwhile is not brought back. */
export const makeSlot = (place: SlotPlace): SqlAction => ({
  ...on(place),
  statement: 'select pg_create_physical_replication_slot($1, true)',
  values: [place.slot],
  state: {
    text: `select case when exists (select from pg_replication_slots where slot_name = $1) then 'present' else 'absent' end as state`,
    values: [place.slot],
  },
  again: false,
})
