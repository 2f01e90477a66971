/** The facts for an undo of an index change now, as the playbook that the undo mirrors would read them. */
import { type DropFacts, type Existing, lookAtDrop } from '#cluster/facts/index/existing'
import { findIndexes, type Index, indexesOf } from '#cluster/facts/index/indexes'
import { isMadeBy, tryAgain } from '#cluster/facts/index/trial'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtLimits, type SortLimits } from '#cluster/facts/node/limits'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { Table } from '#cluster/facts/table/tables'
import { mayBeSame, methodOf, partsOfDefinition } from '#cluster/sql/index-definition'
import type { SqlAction } from '#model/actions/sql'
import type { Objection, View } from '#model/view'

export interface UndoStep {
  readonly action: SqlAction
  readonly effects: readonly { readonly change: string; readonly object: string }[]
  readonly undo: { readonly action: SqlAction } | null
}

/** The undo of a drop builds the index again. */
export interface BuildAgain extends OwnerReach {
  readonly actor: string | null
  /** GRANT that would let the owner create in the schema; null when the owner may. */
  readonly createGrant: string | null
  readonly schema: string
  /** Owner of the table now; null when the table is gone. */
  readonly owner: string | null
  /** True when something other than an index has the name by now. */
  readonly nameTaken: boolean
  /** PostgreSQL's objection to the definition today; null for none, or without a trial. */
  readonly objection: Objection | null
  /** Another index of the table that is the same; null for none, or without a trial. */
  readonly same: Pick<Index, 'quoted'> | null
  readonly method: string
  /** Tablespace of the index; null for the database's default. */
  readonly tablespace: string | null
  /** Free space on the tablespace's disk; null when the disk cannot be seen from here. */
  readonly freeBytes: number | null
  /** Null when no WAL is written. */
  readonly wal: WalAbout | null
  readonly limits: SortLimits
  readonly waitsFor: readonly string[]
  /** The session, other than Howdah's, that works on an index of the table right now. */
  readonly work: string | null
  /** True when the undo builds an index with an expression; an expression needs statistics of its own. */
  readonly hasExpression: boolean
}

type Found = Pick<Table, 'oid' | 'owner' | 'schema' | 'quoted'> & { readonly logged: boolean }

/** Reads the facts for an undo that builds; `table` is quoted: `public.users`. */
export const lookAtBuildAgain = async (
  view: View,
  { action, effects }: UndoStep,
  table: string,
): Promise<BuildAgain> => {
  const { primary, cluster } = view
  const [found] = await primary.read<Found>(
    `select c.oid::text as oid, pg_get_userbyid(c.relowner) as owner, n.nspname as schema, $1 as quoted,
       c.relpersistence = 'p' as logged
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where format('%I.%I', n.nspname, c.relname) = $1::text`,
    [table],
  )
  const {
    logins: { ddl: actor },
    version,
  } = cluster
  const { role, statement } = action
  const object = effects[0]?.object ?? ''
  const built = partsOfDefinition(statement)
  // A drop that was interrupted left the index, which a REINDEX makes valid again.
  const left = (await findIndexes(primary, object)).find(({ quoted }) => quoted === object)
  const tablespace = (built ?? left)?.tablespace ?? null
  const node = view.nodes.find(({ name }) => name === action.node)
  const tried =
    found && built
      ? await tryAgain(view, found, await indexesOf(primary, found.oid), statement)
      : { objection: null, same: null }
  return {
    actor,
    ...(await ownerReach(primary, actor, role, version)),
    createGrant: found && role !== null ? await missingCreate(primary, role, found.schema) : null,
    schema: found?.schema ?? '',
    owner: found?.owner ?? null,
    nameTaken: built !== undefined && (await isTaken(view, object)),
    ...tried,
    method: methodOf(statement) ?? left?.method ?? 'btree',
    tablespace,
    freeBytes: (await node?.freeDisk(tablespace)) ?? null,
    wal: await lookAtWal(view, { tablespace, logged: found?.logged ?? false }),
    limits: await lookAtLimits(primary, actor),
    waitsFor: found ? await waitsFor(primary, found.oid, 'build') : [],
    work: found ? await othersWorkOn(view, [found.oid]) : null,
    hasExpression: built?.elements.some(({ expression }) => expression !== null) ?? false,
  }
}

const isTaken = async ({ primary }: View, object: string): Promise<boolean> =>
  (
    await primary.read(
      `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where format('%I.%I', n.nspname, c.relname) = $1`,
      [object],
    )
  ).length > 0

/** The undo of a build drops the index. */
export type DropAgain = Existing<
  DropFacts & {
    /** False when a different index has the name by now. */
    readonly asBuilt: boolean
  }
>

/** Reads the facts for an undo that drops: those of a drop. */
export const lookAtDropAgain = async (
  view: View,
  { effects, undo }: UndoStep,
): Promise<DropAgain> => {
  const facts = await lookAtDrop(view, effects[0]?.object ?? '')
  if (facts.found !== 'one') return facts
  const { index } = facts
  const statement = undo?.action.statement
  const table = { oid: index.tableOid, owner: index.owner, quoted: index.quotedTable }
  const asBuilt =
    statement === undefined ||
    !index.valid ||
    ((await isMadeBy(view, index, table, statement)) ?? mayBeSame(index.definition, statement))
  return { ...facts, asBuilt }
}
