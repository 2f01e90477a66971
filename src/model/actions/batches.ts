/** The kind of action that works through a table in ranges of the key, each range in a transaction of its own. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Query,
  querySchema,
} from '#model/actions/action-kind'
import type { KeyColumn, KeyText } from '#model/actions/cursor'
import { qualified } from '#model/actions/qualified'
import { timelineNow } from '#model/actions/timeline-now'

export interface BatchesAction {
  readonly kind: 'batches'
  /** Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Role to `SET ROLE` to; null acts as the login role. */
  readonly role: string | null
  /** Quoted, with its schema. */
  readonly table: string
  /** Columns of a unique index, none nullable, in the order of the index. */
  readonly key: readonly KeyColumn[]
  /** The statement of each batch, limited by `keyRange(key)` to the rows of the batch. */
  readonly statement: string
  /**
   * Reads a row `{ state: 'absent' | 'present' }`, asked before the first batch; null where no cheap query tells.
   * Later the cursor alone tells.
   */
  readonly state: Query | null
  /** The key before the first, exclusive; null for the beginning of the table. */
  readonly after: KeyText | null
  /** The last key, inclusive; null for the greatest one when the first batch begins. */
  readonly until: KeyText | null
  readonly pace: PaceLimits
  /** Of a batch, waiting for locks included. */
  readonly deadlineSeconds: number
}

/** The limits of a person's choice while batches run, and the pace to begin with. */
export interface PaceLimits {
  readonly rows: PaceRange
  readonly pauseMs: PaceRange
}

export interface PaceRange {
  readonly least: number
  readonly first: number
  readonly most: number
}

const paceRange = (least: number) =>
  z
    .strictObject({
      least: z.number().int().min(least),
      first: z.number().int(),
      most: z.number().int(),
    })
    .refine(range => range.least <= range.first && range.first <= range.most)

export const batchesKind: ActionKind<BatchesAction> = {
  kind: 'batches',
  schema: z
    .strictObject({
      kind: z.literal('batches'),
      node: z.string(),
      database: z.string(),
      duty: z.enum(duties),
      role: z.string().nullable(),
      table: z.string(),
      key: z.array(z.strictObject({ column: z.string(), type: z.string() })).min(1),
      statement: z.string(),
      state: querySchema.nullable(),
      after: z.array(z.string()).nullable(),
      until: z.array(z.string()).nullable(),
      pace: z.strictObject({ rows: paceRange(1), pauseMs: paceRange(0) }),
      deadlineSeconds: z.number(),
    })
    // Without the range each batch would change the whole table.
    .refine(({ statement, key }) =>
      [keyRange(key), unqualifiedRange(key)].some(range => statement.includes(range)),
    )
    .refine(({ after, until, key }) =>
      [after, until].every(end => end === null || end.length === key.length),
    ),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: batchesKind.place(action),
    role: action.role,
    text: Object.values(batchStatements(action)).join(';\n'),
    values: [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** Limits a statement to a batch: the key from `$1::bigint` to `$2::bigint`, both included. */
export const keyRange = (key: readonly KeyColumn[]): string => rangeBy(key, qualified)

/** As a plan of the build before limits its statement. */
const unqualifiedRange = (key: readonly KeyColumn[]): string => rangeBy(key, operator => operator)

const rangeBy = (key: readonly KeyColumn[], write: (operator: string) => string): string =>
  `${compared(key, write('>='), 0)} AND ${compared(key, write('<='), key.length)}`

/** In the order of sending; the ranges and the transaction again for each batch, each range in a transaction too. */
export const batchStatements = ({
  table,
  key,
  statement,
  after,
  until,
}: Pick<BatchesAction, 'table' | 'key' | 'statement' | 'after' | 'until'>) => {
  const read = key.map(({ column }, index) => `${column}::text AS k${index + 1}`).join(', ')
  const ordered = (direction = '') => key.map(({ column }) => `${column}${direction}`).join(', ')
  const rangeOf = (where: string, limit: number) =>
    `WITH batch AS (SELECT ${ordered()} FROM ${table} WHERE ${where} ORDER BY ${ordered()} LIMIT $${limit}::bigint)
(SELECT ${read} FROM batch ORDER BY ${ordered()} LIMIT 1) UNION ALL (SELECT ${read} FROM batch ORDER BY ${ordered(' DESC')} LIMIT 1)`
  const columns = key.length
  return {
    // The table is what the plan was made for, and no view of that name, as long as its keys are read.
    lockToRead: `LOCK TABLE ${table} IN ACCESS SHARE MODE`,
    ...(until === null
      ? { last: `SELECT ${read} FROM ${table} ORDER BY ${ordered(' DESC')} LIMIT 1` }
      : {}),
    ...(after === null
      ? { firstRange: rangeOf(compared(key, qualified('<='), 0), columns + 1) }
      : {}),
    nextRange: rangeOf(
      `${compared(key, qualified('>'), 0)} AND ${compared(key, qualified('<='), columns)}`,
      2 * columns + 1,
    ),
    begin: 'BEGIN',
    lock: `LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`,
    statement,
    transaction: `SELECT pg_current_xact_id()::text AS transaction, ${timelineNow} AS timeline, ${startNow} AS start`,
    commit: 'COMMIT',
  }
}

/** A crash of a backend resets the statistics, and leaves the start time. */
export const startNow = `pg_postmaster_start_time()::text || ' ' || coalesce((SELECT stats_reset FROM pg_stat_bgwriter)::text, '')`

/** `(a, b) OPERATOR(pg_catalog.>=) ($1::int, $2::text)`, with placeholders after `from`; a row compares as the index orders it. */
const compared = (key: readonly KeyColumn[], operator: string, from: number): string => {
  const columns = key.map(({ column }) => column)
  const values = key.map(({ type }, index) => `$${from + index + 1}::${type}`)
  return key.length === 1
    ? `${columns.join('')} ${operator} ${values.join('')}`
    : `(${columns.join(', ')}) ${operator} (${values.join(', ')})`
}
