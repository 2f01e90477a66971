/** What is done to indexes, each with the question that tells how far it is. */
import type { IndexPlace } from '#cluster/facts/index/place'
import type { SqlAction } from '#model/action'

/** A build may take hours on a large table; after this the bot's own deadline cancels it. */
const deadlineSeconds = 12 * 3_600

const on = ({ node, database, role }: IndexPlace) =>
  ({
    kind: 'sql',
    node,
    database,
    role,
    values: [],
    deadlineSeconds,
    locking: 'concurrent',
  }) as const

export const buildIndex = (place: IndexPlace, statement: string): SqlAction => ({
  ...on(place),
  statement,
  state: { text: builtState, values: [place.schema, place.name, place.tableOid] },
  repair: `DROP INDEX CONCURRENTLY ${place.quoted}`,
  tidy: null,
  again: false,
})

/** `valid`: a drop that was interrupted leaves a valid index invalid; it can be finished, or rebuilt. */
export const dropIndex = (place: IndexPlace, valid: boolean): SqlAction => ({
  ...on(place),
  statement: `DROP INDEX CONCURRENTLY ${place.quoted}`,
  state: { text: goneState, values: [place.schema, place.name, valid] },
  repair: valid ? `REINDEX INDEX CONCURRENTLY ${place.quoted}` : null,
  tidy: null,
  again: true,
})

interface Copy {
  readonly name: string
  readonly quoted: string
}

/**
 * `oid`: a rebuilt index is another one with the same name. `fresh` is what a rebuild calls it before the
 * two are swapped, `old` what it calls the old one afterwards, until nobody needs it (manual, REINDEX).
 */
export const rebuildIndex = (
  place: IndexPlace,
  oid: string,
  { fresh, old }: { readonly fresh: Copy; readonly old: Copy },
): SqlAction => ({
  ...on(place),
  statement: `REINDEX INDEX CONCURRENTLY ${place.quoted}`,
  state: { text: rebuiltState, values: [place.schema, place.name, oid, fresh.name, old.name] },
  repair: `DROP INDEX CONCURRENTLY ${fresh.quoted}`,
  tidy: `DROP INDEX CONCURRENTLY ${old.quoted}`,
  again: false,
})

/**
 * The planner knows nothing about an expression until its index, which `build` made, has statistics. No
 * question tells whether this was done: of no rows there are none, and autovacuum may have made them before.
 */
export const analyseTable = (build: SqlAction, quotedTable: string): SqlAction => ({
  ...build,
  statement: `ANALYZE ${quotedTable}`,
  state: null,
  repair: null,
  again: true,
  locking: 'short',
  deadlineSeconds: 3_600,
})

const named = `pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index i on i.indexrelid = c.oid`

const builtState = `select case when i.indexrelid is null then 'absent' when i.indisvalid then 'present' else 'partial' end as state
from (select 1) one left join (${named}) on n.nspname = $1 and c.relname = $2 and i.indrelid = $3::oid`

const goneState = `select case when i.indexrelid is null then 'present' when $3::boolean and not i.indisvalid then 'partial' else 'absent' end as state
from (select 1) one left join (${named}) on n.nspname = $1 and c.relname = $2`

const rebuiltState = `select case
  when exists (select from ${named} where n.nspname = $1 and c.relname = $4) then 'partial'
  when exists (select from ${named} where n.nspname = $1 and c.relname = $5) then 'untidy'
  when exists (select from ${named} where n.nspname = $1 and c.relname = $2 and c.oid <> $3::oid and i.indisvalid) then 'present'
  else 'absent' end as state`
