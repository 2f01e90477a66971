/** The kind of action that brings the rows of a table of a clone into a schema of its own in the source cluster. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, type Query } from '#model/actions/action-kind'

export interface CopyAction {
  readonly kind: 'copy'
  /** Name of the node in the inventory that gets the rows. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Owner of the table, here and in the clone. */
  readonly role: string
  readonly from: CopySource
  /** Quoted. The schema is made for this copy, and has no other use. */
  readonly schema: string
  /** Quoted, without a schema. */
  readonly table: string
  readonly columns: readonly CopiedColumn[]
  /** Quoted roles that default privileges of the owner would let in. */
  readonly shutOut: { readonly schema: readonly string[]; readonly table: readonly string[] }
  readonly grants: readonly CopiedGrant[]
  /** `remove` drops the schema, where nobody changed the rows. */
  readonly way: 'copy' | 'remove'
  readonly deadlineSeconds: number
}

export interface CopySource {
  /** The clone. */
  readonly cluster: string
  readonly node: string
  readonly database: string
  /** Quoted, with the schema. */
  readonly table: string
  /** Where replay is paused; null for a clone that takes writes, whose rows may change until the copy begins. */
  readonly lsn: string | null
}

export interface CopiedColumn {
  /** Quoted. */
  readonly name: string
  /** `numeric(10,2)`, `text COLLATE "C"`, with the schema where the type is no part of PostgreSQL. */
  readonly type: string
  readonly notNull: boolean
}

export interface CopiedGrant {
  /** `SELECT, UPDATE (note)`. */
  readonly privileges: string
  /** Quoted, or `PUBLIC`. */
  readonly to: string
  readonly grantable: boolean
}

/** The table beside the copied one that tells of the copy: run, source, time, count and hash. */
export const copyMark = 'howdah_copy'

const names = z.array(z.string().min(1))

export const copyKind: ActionKind<CopyAction> = {
  kind: 'copy',
  schema: z.strictObject({
    kind: z.literal('copy'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    role: z.string(),
    from: z.strictObject({
      cluster: z.string(),
      node: z.string(),
      database: z.string(),
      table: z.string(),
      lsn: z.string().nullable(),
    }),
    schema: z.string().min(1),
    table: z.string().min(1),
    columns: z.array(z.strictObject({ name: z.string(), type: z.string(), notNull: z.boolean() })),
    shutOut: z.strictObject({ schema: names, table: names }),
    grants: z.array(
      z.strictObject({ privileges: z.string(), to: z.string(), grantable: z.boolean() }),
    ),
    way: z.enum(['copy', 'remove']),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: copyKind.place(action),
    role: action.role,
    text: (action.way === 'copy' ? shownCopy(action) : removeStatements(action)).join(';\n'),
    values: [],
  }),
  outputs: ({ way }) => (way === 'copy' ? { rows: 'number', hash: 'text' } : {}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** Beside the settings of each session: text means the same on both servers, and no row is left out in silence. */
const alike = [
  'SET LOCAL row_security TO off',
  "SET LOCAL lc_monetary TO 'C'",
  'SET LOCAL xmloption TO content',
] as const

type Of = Pick<CopyAction, 'schema' | 'table'>

/** Schema and table, as a statement takes them. */
export const copiedTable = ({ schema, table }: Of): string => `${schema}.${table}`

export const markOf = ({ schema }: Pick<Of, 'schema'>): string => `${schema}.${copyMark}`

/** In the clone, in the order of sending; a clone in recovery takes each of the statements. */
export const readStatements = ({ from }: Pick<CopyAction, 'from'>) => ({
  begin: ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', ...alike],
  lock: `LOCK TABLE ${from.table} IN ACCESS SHARE MODE NOWAIT`,
  at: 'SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END AS lsn',
  copy: `COPY (SELECT * FROM ${from.table}) TO STDOUT`,
  tally: tallyOf(from.table),
  end: 'ROLLBACK',
})

/** In the source cluster, in the order of sending, all in a transaction. */
export const writeStatements = (action: Omit<CopyAction, 'way' | 'deadlineSeconds'>) => {
  const { schema, from, columns, shutOut, grants } = action
  const table = copiedTable(action)
  const mark = markOf(action)
  const revoke = (on: string, roles: readonly string[]) =>
    roles.length === 0 ? [] : [`REVOKE ALL ON ${on} FROM ${roles.join(', ')}`]
  return {
    make: [
      'BEGIN',
      ...alike,
      `CREATE SCHEMA ${schema}`,
      ...revoke(`SCHEMA ${schema}`, shutOut.schema),
      `CREATE TABLE ${table} (${columns.map(columnOf).join(', ')})`,
      ...revoke(`TABLE ${table}`, shutOut.table),
      ...grants.map(
        ({ privileges, to, grantable }) =>
          `GRANT ${privileges} ON TABLE ${table} TO ${to}${grantable ? ' WITH GRANT OPTION' : ''}`,
      ),
    ],
    copy: `COPY ${table} FROM STDIN`,
    // The label of the session has the run.
    mark: `CREATE TABLE ${mark} AS SELECT split_part(current_setting('application_name'), ' ', 2) AS run, ${literal(sourceWords(from))} AS source, now() AS at, told.* FROM (${tallyOf(table)}) told`,
    tally: `SELECT rows, hash FROM ${mark}`,
    end: 'COMMIT',
  }
}

/** The rows are counted and hashed once more under the lock: a schema that somebody works in is left alone. */
export const removeStatements = (action: Of): readonly string[] => [
  'BEGIN',
  ...alike,
  `LOCK TABLE ${copiedTable(action)}, ${markOf(action)} IN ACCESS EXCLUSIVE MODE NOWAIT`,
  unchangedQuery(action),
  `DROP TABLE ${copiedTable(action)}, ${markOf(action)}`,
  `DROP SCHEMA ${action.schema}`,
  'COMMIT',
]

/** Reads a row `{ same: boolean }`. */
export const unchangedQuery = (action: Of): string =>
  `SELECT count(*) = 1 AND bool_and(kept.rows = now.rows AND kept.hash = now.hash) AS same FROM ${markOf(action)} kept, (${tallyOf(copiedTable(action))}) now`

/** The state in the catalogue alone, which every login may read. */
export const copyState = ({ schema, way, role }: CopyAction): Query =>
  way === 'copy'
    ? {
        text: `select case when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where quote_ident(n.nspname) = $1 and c.relname = $2 and c.relkind = 'r' and pg_get_userbyid(c.relowner) = $3) then 'present' else 'absent' end as state`,
        values: [schema, copyMark, role],
      }
    : {
        text: `select case when exists (select from pg_namespace where quote_ident(nspname) = $1) then 'absent' else 'present' end as state`,
        values: [schema],
      }

/** Whether the copy is of run `$1`, with the lock that is taken first; only where the catalogue has the mark. */
export const copyOfRun = (action: Pick<Of, 'schema'>) => ({
  lock: `lock table ${markOf(action)} in access share mode`,
  text: `select case when run = $1 then 'present' else 'absent' end as state from ${markOf(action)}`,
})

const shownCopy = (action: CopyAction): readonly string[] => {
  const { from } = action
  const read = readStatements(action)
  const write = writeStatements(action)
  return [
    `-- in ${from.cluster}, on ${from.node}, database ${from.database}\n${[...read.begin, read.lock, read.at, read.copy, read.tally, read.end].join(';\n')}`,
    `-- on ${action.node}: what the COPY above gives goes into this one\n${write.make.join(';\n')}`,
    write.copy,
    `${write.mark};\n${write.tally}`,
    `-- where count and hash are the same on both sides\n${write.end}`,
  ]
}

/**
 * The count, and the sum of 64 bits of the SHA-256 of each row as text, in any order of the rows and any encoding. A star
 * after the alias means the row, whatever the columns are called. A cast would call the function of a cast that the owner made.
 */
const tallyOf = (table: string): string =>
  `SELECT count(*) AS rows, coalesce(sum(('x' || left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)::text AS hash FROM (SELECT format('%s', one.*) AS line FROM ${table} one) lines`

const columnOf = ({ name, type, notNull }: CopiedColumn): string =>
  `${name} ${type}${notNull ? ' NOT NULL' : ''}`

const sourceWords = ({ cluster, database, table, lsn }: CopySource): string =>
  `${table} of ${cluster}, database ${database}${lsn === null ? '' : `, at ${lsn}`}`

/** A back-slash is a plain character: standard_conforming_strings is on in each of Howdah's sessions. */
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`
