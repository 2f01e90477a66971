/** Actions on indexes, each with the query that tells its state. */
import type { CopyName, CopyNames } from '#cluster/facts/index/copies'
import type { IndexPlace } from '#cluster/facts/index/place'
import type { SqlAction } from '#model/actions/sql'
import type { Step } from '#model/plan'

/** A step of a playbook on indexes, which sends a single statement. */
export type IndexStep = Step<SqlAction>

/** A build may take hours on a large table; after this deadline the bot cancels the statement. */
const deadlineSeconds = 12 * 3_600

const on = ({ node, database, role }: IndexPlace) =>
  ({
    kind: 'sql',
    node,
    database,
    duty: 'ddl',
    role,
    values: [],
    deadlineSeconds,
    locking: 'concurrent',
  }) as const

/** As the trial found; empty where nothing was tried, and where PostgreSQL printed the statement, with every schema. */
export type Names = Pick<SqlAction, 'names'>

export const buildIndex = (place: IndexPlace, statement: string, names: Names = {}): SqlAction => ({
  ...on(place),
  ...names,
  statement,
  state: { text: builtState, values: [place.schema, place.name, place.tableOid] },
  repair: `DROP INDEX CONCURRENTLY ${place.quoted}`,
  tidy: null,
  again: false,
})

/**
 * `valid`: an interrupted drop leaves a valid index invalid; the drop can be finished, or the index
 * rebuilt.
 */
export const dropIndex = (place: IndexPlace, valid: boolean): SqlAction => ({
  ...on(place),
  statement: `DROP INDEX CONCURRENTLY ${place.quoted}`,
  state: { text: goneState, values: [place.schema, place.name, valid] },
  repair: valid ? `REINDEX INDEX CONCURRENTLY ${place.quoted}` : null,
  tidy: null,
  again: true,
})

/** Waits for a lock 100 ms at a time: later sessions would queue behind a longer wait. */
const patient = { locking: 'patient' } as const

/** The index of a partitioned table, invalid until every partition has its part. */
export const makeWholeIndex = (place: IndexPlace, statement: string, names: Names): SqlAction => ({
  ...on(place),
  ...patient,
  ...names,
  statement,
  state: { text: thereState, values: [place.schema, place.name, place.tableOid] },
  repair: null,
  tidy: null,
  again: false,
})

/** Drops the parts as well: PostgreSQL has no statement that separates a part again. */
export const dropWholeIndex = (place: IndexPlace): SqlAction => ({
  ...on(place),
  ...patient,
  statement: `DROP INDEX ${place.quoted}`,
  state: { text: goneState, values: [place.schema, place.name, false] },
  repair: null,
  tidy: null,
  again: true,
})

/** `before`: the statement that builds the part again, where it was there before; null for a part made by the plan. */
export const attachIndex = (
  whole: IndexPlace,
  part: IndexPlace,
  before: string | null,
): SqlAction => ({
  ...on(whole),
  ...patient,
  statement: `ALTER INDEX ${whole.quoted} ATTACH PARTITION ${part.quoted}`,
  state: {
    text: attachedState,
    values: [whole.schema, whole.name, part.schema, part.name, before !== null],
  },
  repair: before,
  tidy: null,
  again: false,
})

export const renameIndex = (place: IndexPlace, to: CopyName): SqlAction => ({
  ...on(place),
  ...patient,
  statement: `ALTER INDEX ${place.quoted} RENAME TO ${to.quoted}`,
  state: { text: builtState, values: [place.schema, to.name, place.tableOid] },
  repair: null,
  tidy: null,
  again: false,
})

/** True where PostgreSQL cuts the name of an index for the copy's name. */
export const isCut = (name: string, fresh: CopyName): boolean => !fresh.name.startsWith(name)

/**
 * `oid`: a rebuilt index is a new relation with the same name. A copy with a cut name is told by the table from
 * the copy of another table's index.
 */
export const rebuildIndex = (
  place: IndexPlace,
  oid: string,
  { fresh, old }: CopyNames,
): SqlAction => {
  const cut = isCut(place.name, fresh)
  return {
    ...on(place),
    statement: `REINDEX INDEX CONCURRENTLY ${place.quoted}`,
    state: {
      text: rebuiltState(cut ? ' and i.indrelid = $6::oid' : ''),
      values: [
        place.schema,
        place.name,
        oid,
        fresh.name,
        old.name,
        ...(cut ? [place.tableOid] : []),
      ],
    },
    repair: `DROP INDEX CONCURRENTLY ${fresh.quoted}`,
    tidy: `DROP INDEX CONCURRENTLY ${old.quoted}`,
    again: false,
  }
}

/**
 * The planner has no statistics for an expression until the table of the new index is analysed. No query
 * tells whether this ANALYZE was done: an empty table has no statistics, and autovacuum may have collected
 * some before.
 */
export const analyseTable = (
  { kind, node, database, duty, role }: SqlAction,
  quotedTable: string,
): SqlAction => ({
  kind,
  node,
  database,
  duty,
  role,
  statement: `ANALYZE ${quotedTable}`,
  values: [],
  state: null,
  repair: null,
  tidy: null,
  again: true,
  locking: 'short',
  deadlineSeconds: 3_600,
})

const named = `pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index i on i.indexrelid = c.oid`

const builtState = `select case when i.indexrelid is null then 'absent' when i.indisvalid then 'present' else 'partial' end as state
from (select 1) one left join (${named}) on n.nspname = $1 and c.relname = $2 and i.indrelid = $3::oid`

const thereState = `select case when exists (select from ${named} where n.nspname = $1 and c.relname = $2 and i.indrelid = $3::oid)
  then 'present' else 'absent' end as state`

/** `partial`: a part that was there before is gone, along with the whole. */
const attachedState = `select case
  when exists (select from ${named} join pg_inherits h on h.inhrelid = c.oid join pg_class w on w.oid = h.inhparent
    join pg_namespace m on m.oid = w.relnamespace
    where n.nspname = $3 and c.relname = $4 and m.nspname = $1 and w.relname = $2) then 'present'
  when $5::boolean and not exists (select from ${named} where n.nspname = $3 and c.relname = $4 and i.indisvalid) then 'partial'
  else 'absent' end as state`

const goneState = `select case when i.indexrelid is null then 'present' when $3::boolean and not i.indisvalid then 'partial' else 'absent' end as state
from (select 1) one left join (${named}) on n.nspname = $1 and c.relname = $2`

const rebuiltState = (ofTable: string): string => `select case
  when exists (select from ${named} where n.nspname = $1 and c.relname = $4${ofTable}) then 'partial'
  when exists (select from ${named} where n.nspname = $1 and c.relname = $5${ofTable}) then 'untidy'
  when exists (select from ${named} where n.nspname = $1 and c.relname = $2 and c.oid <> $3::oid and i.indisvalid) then 'present'
  else 'absent' end as state`
