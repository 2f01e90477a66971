/** Actions of maintenance on one table. A cancelled VACUUM or ANALYZE leaves the table as before, and can be sent again. */
import type { Duty, Query } from '#model/actions/action-kind'
import type { SqlAction } from '#model/actions/sql'
import { micros } from '#text/instant'

export interface MaintainPlace {
  readonly node: string
  readonly database: string
  readonly duty: Extract<Duty, 'maintain' | 'ddl'>
  /** The owner; null where the login has the right. */
  readonly role: string | null
  readonly oid: string
  readonly quoted: string
}

export interface Budget {
  readonly deadlineSeconds: number
  /** Pauses between reads and writes, as autovacuum does. */
  readonly gently: boolean
}

/** The server's own values for autovacuum, which the manual names as defaults (19.10, 19.4.4). */
const gentle = { vacuum_cost_delay: '2ms', vacuum_cost_limit: '200' } as const

/** A longer wait for the lock than deadlock_timeout would end an autovacuum at work, so the lock is waited for briefly. */
const on = (
  { node, database, duty, role }: MaintainPlace,
  { deadlineSeconds, gently }: Budget,
): Omit<SqlAction, 'statement' | 'state'> => ({
  kind: 'sql',
  node,
  database,
  duty,
  role,
  values: [],
  repair: null,
  tidy: null,
  again: true,
  locking: 'short',
  deadlineSeconds,
  ...(gently ? { settings: gentle } : {}),
})

export interface Vacuum {
  readonly freeze: boolean
  /** Major version: before 16 each VACUUM looks through the whole catalogue for the database's oldest id. */
  readonly version: number
  /** `lastVacuum` of the table when the plan was made. */
  readonly last: string | null
}

/**
 * TRUNCATE would lock out reads and writes for a moment, also on replicas. A freeze advances the database's oldest id,
 * any other VACUUM need not look for that id.
 */
export const vacuumTable = (place: MaintainPlace, wish: Vacuum, budget: Budget): SqlAction => ({
  ...on(place, budget),
  statement: `VACUUM (${[
    ...(wish.freeze ? ['FREEZE'] : []),
    'TRUNCATE FALSE',
    'PARALLEL 0',
    ...(wish.version >= 16 && !wish.freeze ? ['SKIP_DATABASE_STATS'] : []),
  ].join(', ')}) ${place.quoted}`,
  state: doneSince(
    'pg_stat_get_last_vacuum_time',
    ' or c.oid = (select reltoastrelid from pg_class where oid = $1::oid)',
    place,
    wish.last,
  ),
})

/** Before 18 ANALYZE of a partitioned table analyses all of its partitions too. */
export const analyzeTable = (
  place: MaintainPlace,
  { only, last }: { readonly only: boolean; readonly last: string | null },
  budget: Budget,
): SqlAction => ({
  ...on(place, budget),
  statement: `ANALYZE ${only ? 'ONLY ' : ''}${place.quoted}`,
  state: doneSince('pg_stat_get_last_analyze_time', '', place, last),
})

/** A crash empties the counters, so a later time counts and not a greater number. */
const doneSince = (
  time: string,
  also: string,
  { oid }: MaintainPlace,
  last: string | null,
): Query => ({
  text: `select case when count(*) > 0 and bool_and(coalesce(${micros(`${time}(c.oid)`)} > $2::bigint, false)) then 'present' else 'absent' end as state
from pg_class c where c.oid = $1::oid${also}`,
  values: [oid, last ?? '0'],
})
