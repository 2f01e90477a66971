/** The way of rows out of the default partition into a new partition, and back. */
import { type DefaultRows, inRange } from '#cluster/facts/partition/default-rows'
import type { NewPart } from '#cluster/facts/partition/rotation'
import { type BatchesAction, keyRange } from '#model/actions/batches'
import type { Effect } from '#model/effect'
import type { Step } from '#model/plan'
import type { Moving, PartName, SetPlace } from '#playbooks/partition/actions'

/** So many rows are moved in the transaction that attaches: until then every query sees the rows. */
export const fewRows = 2_000

/** Rows of a range that wait in the default partition. */
export interface Drain {
  readonly from: DefaultRows
  readonly count: number
  /** The condition of the range. */
  readonly where: string
}

/** Undefined where no row is in the way, as far as is known. */
export const drainOf = (
  defaults: DefaultRows | null,
  set: { readonly column: string | null; readonly type: string | null },
  part: NewPart,
  at: number,
): Drain | undefined => {
  const count = defaults?.counts?.[at] ?? 0
  return defaults && count > 0
    ? {
        from: defaults,
        count,
        where: inRange({ column: set.column ?? '', type: set.type ?? '' }, part),
      }
    : undefined
}

/** Moves every row of the range; part of the transaction that attaches. */
export const moveRest = ({ from, where }: Drain, part: PartName): Moving => ({
  statements: [moving(from.quoted, part.quoted, from.columns, where)],
  tables: [from.quoted, part.quoted],
})

/** Moves every row back; part of the transaction that drops. */
export const moveBack = ({ from }: Drain, part: PartName): Moving => ({
  statements: [moving(part.quoted, from.quoted, from.columns, 'true')],
  tables: [part.quoted, from.quoted],
})

/** A default partition has the identity columns of the parent from 17 on: the rows keep the values all the same. */
const moving = (from: string, to: string, columns: readonly string[], where: string): string =>
  `WITH moved AS (DELETE FROM ONLY ${from} WHERE ${where} RETURNING ${columns.join(', ')}) INSERT INTO ${to} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${columns.join(', ')} FROM moved`

/** Seconds for one batch. */
const batchDeadline = 60

export const drainStep = (place: SetPlace, part: PartName, drain: Drain, bytes: number): Step => {
  const { from, where } = drain
  const effect: Effect = {
    change: 'move',
    kind: 'partition',
    object: `rows of ${from.quoted} to ${part.quoted}`,
    bytes,
    lock: { table: from.quoted, mode: 'ROW EXCLUSIVE', blocks: 'nothing' },
  }
  const ranged = keyRange(from.key)
  const batches = (table: string, statement: string): BatchesAction => ({
    kind: 'batches',
    node: place.node,
    database: place.database,
    duty: 'ddl',
    role: place.role,
    table,
    key: from.key,
    statement,
    state: null,
    after: null,
    until: null,
    pace: {
      rows: { least: 100, first: 2_000, most: 20_000 },
      pauseMs: { least: 0, first: 50, most: 5_000 },
    },
    deadlineSeconds: batchDeadline,
  })
  return {
    title: `Move rows of ${from.quoted} to ${part.quoted}`,
    action: batches(
      from.quoted,
      moving(from.quoted, part.quoted, from.columns, `${ranged} AND ${where}`),
    ),
    effects: [effect],
    halts: 'hold',
    onFailure: 'undo',
    undo: {
      title: `Move rows of ${part.quoted} back to ${from.quoted}`,
      action: batches(part.quoted, moving(part.quoted, from.quoted, from.columns, ranged)),
      effects: [{ ...effect, object: `rows of ${part.quoted} to ${from.quoted}` }],
    },
  }
}
