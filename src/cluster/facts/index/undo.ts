/** The facts for an undo of an index change now: rights, disk space, blockers and follow-up work. */
import { type Index, signatureOfIndex } from '#cluster/facts/index/indexes'
import { isMadeBy } from '#cluster/facts/index/trial'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { Table } from '#cluster/facts/table/tables'
import { mayBeSame, partsOfDefinition } from '#cluster/sql/index-definition'
import type { SqlAction } from '#model/action'
import type { View } from '#model/view'

/** Here the owner is the role of the step to undo. */
export interface UndoFacts extends OwnerReach {
  readonly actor: string | null
  /** For a build: GRANT that would let the owner create in the schema; null when the owner may. */
  readonly createGrant: string | null
  readonly schema: string
  /** Tablespace of the index; null for the database's default. */
  readonly tablespace: string | null
  /** Free space on the tablespace's disk; null when the disk cannot be seen from here. */
  readonly freeBytes: number | null
  /** Null when no WAL is written. */
  readonly wal: WalAbout | null
  /** False when the table is gone. */
  readonly tableThere: boolean
  readonly waitsFor: readonly string[]
  /** The session, other than Howdah's, that works on an index of the table right now. */
  readonly work: string | null
  /** True when the undo builds an index with an expression; an expression needs statistics of its own. */
  readonly hasExpression: boolean
  /** The present state of the index that the undo drops; null when there is no index to drop. */
  readonly dropped: DroppedIndex | null
}

export interface DroppedIndex {
  readonly definition: string
  readonly unique: boolean
  readonly replicaIdentity: boolean
  /** False when a different index has the name by now. */
  readonly asBuilt: boolean
}

export interface UndoStep {
  readonly action: SqlAction
  readonly effects: readonly { readonly change: string; readonly object: string }[]
  readonly undo: { readonly action: SqlAction } | null
}

type Found = Pick<Index, 'tableOid' | 'signature' | 'unique' | 'nullsNotDistinct'>

/** Reads the facts for undoing `step`; `table` is quoted: `public.users`. */
export const lookAtUndo = async (view: View, step: UndoStep, table: string): Promise<UndoFacts> => {
  const { action, effects } = step
  const { primary, cluster } = view
  const [found] = await primary.read<Pick<Table, 'oid' | 'owner' | 'schema'> & { logged: boolean }>(
    `select c.oid::text as oid, pg_get_userbyid(c.relowner) as owner, n.nspname as schema, c.relpersistence = 'p' as logged
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where format('%I.%I', n.nspname, c.relname) = $1`,
    [table],
  )
  const { actor, version } = cluster
  const { role } = action
  const builds = effects[0]?.change === 'create'
  const built = partsOfDefinition(action.statement)
  const tablespace = built?.tablespace ?? null
  const node = view.nodes.find(({ name }) => name === action.node)
  return {
    actor,
    ...(await ownerReach(primary, actor, role, version)),
    createGrant:
      found && role !== null && builds ? await missingCreate(primary, role, found.schema) : null,
    schema: found?.schema ?? '',
    tablespace,
    freeBytes: (await node?.freeDisk(tablespace)) ?? null,
    wal: await lookAtWal(view, { tablespace, logged: found?.logged ?? false }),
    tableThere: found !== undefined,
    waitsFor: found ? await waitsFor(primary, found.oid, builds ? 'build' : 'drop') : [],
    work: found ? await othersWorkOn(primary, found.oid) : null,
    hasExpression: built?.elements.some(({ expression }) => expression !== null) ?? false,
    dropped: found ? await droppedBy(step, view, { ...found, quoted: table }) : null,
  }
}

const droppedBy = async (
  { effects, undo }: UndoStep,
  view: View,
  table: Pick<Table, 'oid' | 'owner' | 'quoted'>,
): Promise<DroppedIndex | null> => {
  if (effects[0]?.change !== 'drop') return null
  const [row] = await view.primary.read<Omit<DroppedIndex, 'asBuilt'> & Found>(
    `select pg_get_indexdef(i.indexrelid) as definition, i.indisunique as unique,
       i.indisreplident as "replicaIdentity", i.indrelid::text as "tableOid", ${signatureOfIndex} as signature,
       i.indnullsnotdistinct as "nullsNotDistinct"
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where format('%I.%I', n.nspname, c.relname) = $1 and i.indisvalid`,
    [effects[0].object],
  )
  if (!row) return null
  const { definition, unique, replicaIdentity } = row
  const statement = undo?.action.statement
  const asBuilt =
    statement === undefined ||
    (row.tableOid === table.oid &&
      ((await isMadeBy(view, row, table, statement)) ?? mayBeSame(definition, statement)))
  return { definition, unique, replicaIdentity, asBuilt }
}
