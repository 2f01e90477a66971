/** Actions on partitions, each with the query that tells its state. */
import type { SqlAction } from '#model/actions/sql'
import type { TransactionAction } from '#model/actions/transaction'

/** The place of a change of a partitioned table. */
export interface SetPlace {
  readonly node: string
  readonly database: string
  /** Owner of the partitioned table. */
  readonly role: string
  /** Quoted, with its schema. */
  readonly quoted: string
  readonly oid: string
  /** Quoted; null without a default partition. */
  readonly defaultPart: string | null
}

/** Names from the catalogue: plain for queries, quoted for statements. */
export interface PartName {
  readonly schema: string
  readonly name: string
  readonly quoted: string
}

export interface PartBounds {
  readonly from: string
  readonly to: string
}

/** Seconds. An attachment is a matter of milliseconds once the locks are free. */
const shortDeadline = 300
/** Seconds: a detachment waits for every transaction that has used the table. */
const longDeadline = 12 * 3_600

const on = ({ node, database, role }: SetPlace) => ({ node, database, duty: 'ddl', role }) as const

/** Statements that change rows of tables, with the tables. */
export interface Moving {
  readonly statements: readonly string[]
  /** Quoted, with their schemas. */
  readonly tables: readonly string[]
}

const nothingMoves: Moving = { statements: [], tables: [] }

/** Left out where no row is changed: most plans have no such key. */
const changing = ({ tables }: Pick<Moving, 'tables'>) =>
  tables.length === 0 ? {} : { changesRowsOf: tables }

/**
 * No other session sees the table before the transaction ends, so that the locks hinder no session. `from` are tables
 * whose rows later steps move: where they call code that could do harm, nothing is made.
 */
export const makePart = (
  place: SetPlace,
  { schema, name }: PartName,
  statements: readonly string[],
  from: readonly string[] = [],
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: [],
  statements,
  ...changing({ tables: from }),
  state: { text: thereState, values: [schema, name] },
  deadlineSeconds: shortDeadline,
})

/** `before`: what takes the rows out of the table first. */
export const dropEmptyPart = (
  place: SetPlace,
  part: PartName,
  before: Moving = nothingMoves,
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: [{ table: part.quoted, mode: 'ACCESS EXCLUSIVE' }],
  statements: [...before.statements, ...holdsNoRow(part), `DROP TABLE ${part.quoted}`],
  ...changing(before),
  state: { text: goneState, values: [part.schema, part.name] },
  deadlineSeconds: shortDeadline,
})

/** Takes SHARE UPDATE EXCLUSIVE on the partitioned table: reads and writes go on. */
export const attachPart = (place: SetPlace, part: PartName, bounds: PartBounds): SqlAction => ({
  ...on(place),
  kind: 'sql',
  statement: attachment(place, part, bounds),
  values: [],
  state: { text: attachedState, values: [place.oid, part.schema, part.name] },
  // Half detached again by an undo that was interrupted.
  repair: finishing(place, part),
  tidy: null,
  again: false,
  locking: 'patient',
  deadlineSeconds: shortDeadline,
})

/** PostgreSQL locks the default partition, too: both locks are taken at the same instant or not at all. */
export const attachBesideDefault = (
  place: SetPlace,
  part: PartName,
  bounds: PartBounds,
  before: Moving = nothingMoves,
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: [
    { table: `ONLY ${place.quoted}`, mode: 'SHARE UPDATE EXCLUSIVE' },
    ...lockOfDefault(place),
    ...(before.tables.includes(part.quoted)
      ? [{ table: part.quoted, mode: 'ACCESS EXCLUSIVE' } as const]
      : []),
  ],
  statements: [...before.statements, attachment(place, part, bounds)],
  ...changing(before),
  state: { text: attachedOrNotState, values: [place.oid, part.schema, part.name] },
  deadlineSeconds: shortDeadline,
})

/** With a default partition PostgreSQL detaches only under ACCESS EXCLUSIVE on the partitioned table. */
export const detachAtOnce = (
  place: SetPlace,
  part: PartName,
  { empty }: { readonly empty: boolean },
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: locksOfDetachment(place, part),
  statements: [
    ...(empty
      ? [...holdsNoRow(part), `ALTER TABLE ${part.quoted} DROP CONSTRAINT holds_no_row`]
      : []),
    `ALTER TABLE ${place.quoted} DETACH PARTITION ${part.quoted}`,
  ],
  state: { text: notAttachedState, values: [place.oid, part.schema, part.name] },
  deadlineSeconds: shortDeadline,
})

/** The same for an old partition, whose oid a later look needs. Tries until no transaction uses the table. */
export const detachOldAtOnce = (
  place: SetPlace,
  part: PartName & { readonly oid: string },
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: locksOfDetachment(place, part),
  statements: [`ALTER TABLE ${place.quoted} DETACH PARTITION ${part.quoted}`],
  state: { text: finishedState, values: [place.oid, part.oid] },
  deadlineSeconds: longDeadline,
})

const lockOfDefault = ({ defaultPart }: SetPlace): TransactionAction['locks'] =>
  defaultPart === null ? [] : [{ table: defaultPart, mode: 'ACCESS EXCLUSIVE' }]

const locksOfDetachment = (place: SetPlace, part: PartName): TransactionAction['locks'] => [
  { table: `ONLY ${place.quoted}`, mode: 'ACCESS EXCLUSIVE' },
  ...lockOfDefault(place),
  { table: part.quoted, mode: 'ACCESS EXCLUSIVE' },
]

/**
 * Waits for old transactions while reads and writes go on. An interrupted detachment can only be finished. The oids
 * are the values of the query: a later look knows the partition by the oid.
 */
export const detachPart = (
  place: SetPlace,
  part: PartName & { readonly oid: string },
): SqlAction => ({
  ...on(place),
  kind: 'sql',
  statement: `ALTER TABLE ${place.quoted} DETACH PARTITION ${part.quoted} CONCURRENTLY`,
  values: [],
  state: { text: detachedState, values: [place.oid, part.oid] },
  repair: null,
  tidy: finishing(place, part),
  again: false,
  locking: 'concurrent',
  deadlineSeconds: longDeadline,
})

/** The detachment of a partition that the plan made: the oid is not known beforehand. */
export const detachNewPart = (place: SetPlace, part: PartName): SqlAction => ({
  ...on(place),
  kind: 'sql',
  statement: `ALTER TABLE ${place.quoted} DETACH PARTITION ${part.quoted} CONCURRENTLY`,
  values: [],
  state: { text: detachedByNameState, values: [place.oid, part.schema, part.name] },
  repair: null,
  tidy: finishing(place, part),
  again: false,
  locking: 'concurrent',
  deadlineSeconds: longDeadline,
})

/** Finishes a detachment that was interrupted. */
export const finishDetachment = (
  place: SetPlace,
  part: PartName & { readonly oid: string },
): SqlAction => ({
  ...on(place),
  kind: 'sql',
  statement: finishing(place, part),
  values: [],
  state: { text: finishedState, values: [place.oid, part.oid] },
  repair: null,
  tidy: null,
  again: true,
  locking: 'concurrent',
  deadlineSeconds: longDeadline,
})

export const dropDetached = (
  place: SetPlace,
  part: PartName & { readonly oid: string },
): TransactionAction => ({
  ...on(place),
  kind: 'transaction',
  locks: [{ table: part.quoted, mode: 'ACCESS EXCLUSIVE' }],
  statements: [`DROP TABLE ${part.quoted}`],
  state: { text: goneByOidState, values: [part.oid] },
  deadlineSeconds: shortDeadline,
})

/** A constraint that no row keeps: PostgreSQL refuses at the first row, and the table stays. */
const holdsNoRow = ({ quoted }: PartName): readonly string[] => [
  `ALTER TABLE ${quoted} ADD CONSTRAINT holds_no_row CHECK (false)`,
]

const attachment = ({ quoted }: SetPlace, part: PartName, { from, to }: PartBounds): string =>
  `ALTER TABLE ${quoted} ATTACH PARTITION ${part.quoted} FOR VALUES FROM (${from}) TO (${to})`

const finishing = ({ quoted }: SetPlace, part: PartName): string =>
  `ALTER TABLE ${quoted} DETACH PARTITION ${part.quoted} FINALIZE`

const table = `pg_class c join pg_namespace n on n.oid = c.relnamespace`

const thereState = `select case when exists (select from ${table} where n.nspname = $1 and c.relname = $2) then 'present' else 'absent' end as state`

const goneState = `select case when exists (select from ${table} where n.nspname = $1 and c.relname = $2) then 'absent' else 'present' end as state`

const goneByOidState = `select case when exists (select from pg_class where oid = $1::oid) then 'absent' else 'present' end as state`

const child = `pg_inherits h join ${table} on c.oid = h.inhrelid where h.inhparent = $1::oid and n.nspname = $2 and c.relname = $3`

const attachedState = `select coalesce((select case when h.inhdetachpending then 'partial' else 'present' end from ${child}), 'absent') as state`

const attachedOrNotState = `select case when exists (select from ${child}) then 'present' else 'absent' end as state`

const notAttachedState = `select case when exists (select from ${child}) then 'absent' else 'present' end as state`

const detachedByNameState = `select coalesce((select case when h.inhdetachpending then 'untidy' else 'absent' end from ${child}), 'present') as state`

const detachedState = `select coalesce((select case when inhdetachpending then 'untidy' else 'absent' end
  from pg_inherits where inhparent = $1::oid and inhrelid = $2::oid), 'present') as state`

const finishedState = `select case when exists (select from pg_inherits where inhparent = $1::oid and inhrelid = $2::oid) then 'absent' else 'present' end as state`
