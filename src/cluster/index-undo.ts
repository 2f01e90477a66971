/** What an undo of a change to an index meets now: rights, room, whom it waits for, and what belongs behind it. */
import type { SqlAction } from '#cluster/action'
import { analyseTable } from '#cluster/index-actions'
import { mayBeSame, partsOfDefinition } from '#cluster/parse/index-definition'
import { maySetRole, roleGrant } from '#cluster/privileges'
import { longTransactions, preparedTransactions, sessionLabelOf } from '#cluster/sessions'
import type { Reader, View } from '#cluster/view'

export interface UndoFacts {
  readonly actor: string | null
  /** Whether the acting login may act as the role of the undo; with what would let it. */
  readonly maySetRole: boolean
  readonly ownerGrant: string
  /** Of the index; null for the database's own. */
  readonly tablespace: string | null
  /** On that tablespace's disk; null when it cannot be seen from here. */
  readonly freeBytes: number | null
  /** False when the table is gone. */
  readonly tableThere: boolean
  /** As people read them: sessions and prepared transactions. */
  readonly waitsFor: readonly string[]
  /** Collects statistics, where the index that is built has an expression. */
  readonly analyse: SqlAction | null
  /** The index that it drops, as it is now; null when it drops none, or none that is there. */
  readonly dropped: DroppedIndex | null
}

export interface DroppedIndex {
  readonly definition: string
  readonly unique: boolean
  readonly replicaIdentity: boolean
  /** False when another index has its name by now. */
  readonly asBuilt: boolean
}

export interface UndoStep {
  readonly action: SqlAction
  readonly effects: readonly { readonly change: string; readonly object: string }[]
  readonly undo: { readonly action: SqlAction } | null
}

/** `table` is quoted: `public.users`. */
export const lookAtUndo = async (view: View, step: UndoStep, table: string): Promise<UndoFacts> => {
  const { action } = step
  const { primary, cluster } = view
  const [found] = await primary.read<{ oid: string }>(
    `select c.oid::text as oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where format('%I.%I', n.nspname, c.relname) = $1`,
    [table],
  )
  const { actor, version } = cluster
  const { role } = action
  const acts = actor !== null && role !== null
  const built = partsOfDefinition(action.statement)
  const tablespace = built?.tablespace ?? null
  const node = view.nodes.find(({ name }) => name === action.node)
  return {
    actor,
    maySetRole: acts && (await maySetRole(primary, actor, role, version)),
    ownerGrant: acts ? await roleGrant(primary, role, actor, 'act', version) : '',
    tablespace,
    freeBytes: (await node?.freeDisk(tablespace)) ?? null,
    tableThere: found !== undefined,
    waitsFor: found
      ? [
          ...(await longTransactions(primary, found.oid, 5)).map(sessionLabelOf),
          ...(await preparedTransactions(primary)).map(gid => `the prepared transaction ${gid}`),
        ]
      : [],
    analyse: built?.elements.some(({ expression }) => expression !== null)
      ? analyseTable(action, table)
      : null,
    dropped: await droppedBy(step, primary),
  }
}

const droppedBy = async (step: UndoStep, primary: Reader): Promise<DroppedIndex | null> => {
  const { effects, undo } = step
  if (effects[0]?.change !== 'drop') return null
  const [row] = await primary.read<Omit<DroppedIndex, 'asBuilt'>>(
    `select pg_get_indexdef(i.indexrelid) as definition, i.indisunique as unique,
       i.indisreplident as "replicaIdentity"
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where format('%I.%I', n.nspname, c.relname) = $1 and i.indisvalid`,
    [effects[0].object],
  )
  if (!row) return null
  return { ...row, asBuilt: !undo || mayBeSame(row.definition, undo.action.statement) }
}
