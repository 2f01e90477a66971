/** What an undo of a change to an index meets now: rights, room, whom it waits for, and what belongs behind it. */
import { type Index, signatureOfIndex } from '#cluster/facts/index/indexes'
import { isMadeBy } from '#cluster/facts/index/trial'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { maySetRole, missingCreate, roleGrant } from '#cluster/facts/role/privileges'
import type { Table } from '#cluster/facts/table/tables'
import { mayBeSame, partsOfDefinition } from '#cluster/sql/index-definition'
import type { SqlAction } from '#model/action'
import type { View } from '#model/view'

export interface UndoFacts {
  readonly actor: string | null
  /** Whether the acting login may act as the role of the undo; with what would let it. */
  readonly maySetRole: boolean
  readonly ownerGrant: string
  /** Where it builds: the GRANT that lets the owner create in the schema; null when it may. */
  readonly createGrant: string | null
  readonly schema: string
  /** Of the index; null for the database's own. */
  readonly tablespace: string | null
  /** On that tablespace's disk; null when it cannot be seen from here. */
  readonly freeBytes: number | null
  /** Null when none is written. */
  readonly wal: WalAbout | null
  /** False when the table is gone. */
  readonly tableThere: boolean
  readonly waitsFor: readonly string[]
  /** Who works on an index of its table right now, Howdah left out. */
  readonly work: string | null
  /** Whether the index that it builds has an expression, which needs statistics of its own. */
  readonly hasExpression: boolean
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

type Found = Pick<Index, 'tableOid' | 'signature' | 'unique' | 'nullsNotDistinct'>

/** `table` is quoted: `public.users`. */
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
  const acts = actor !== null && role !== null
  const builds = effects[0]?.change === 'create'
  const built = partsOfDefinition(action.statement)
  const tablespace = built?.tablespace ?? null
  const node = view.nodes.find(({ name }) => name === action.node)
  return {
    actor,
    maySetRole: acts && (await maySetRole(primary, actor, role, version)),
    ownerGrant: acts ? await roleGrant(primary, role, actor, 'act', version) : '',
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
