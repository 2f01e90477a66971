/** Facts that the export of a table depends on: the table in the clone, and the place in the source cluster. */
import { type CopiedFacts, copiedFacts } from '#cluster/facts/clone/copied'
import { type CloneMoment, cloneMoment } from '#cluster/facts/clone/moment'
import { type QuarantineFacts, quarantineFacts } from '#cluster/facts/clone/quarantine'
import { type OwnType, typesNamed, typesOfTable } from '#cluster/facts/clone/types'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import {
  findNoTable,
  findTables,
  type NoTable,
  type Table,
  tableNames,
} from '#cluster/facts/table/tables'
import { copyMark } from '#model/actions/copy'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

export interface ExportFacts {
  readonly cluster: string
  readonly database: string
  /** The primary. */
  readonly node: string
  readonly login: string | null
  readonly clones: readonly string[]
  /** Null where there is no such clone. */
  readonly clone: CloneFacts | null
  /** Schemas of copies that are in this database. */
  readonly copies: readonly { readonly schema: string; readonly bytes: number }[]
}

export interface CloneFacts {
  readonly name: string
  readonly node: string
  readonly login: string | null
  readonly moment: CloneMoment
  readonly tables: readonly Table[]
  /** Names to suggest from; empty where a table was found. */
  readonly known: readonly string[]
  readonly noTable: NoTable | null
  /** True where a lock keeps every reader out: a clone that is paused between a lock and the commit keeps the lock. */
  readonly locked: boolean
  /** Null unless a single table was found that a copy can be made of. */
  readonly found: ClonedTable | null
}

export interface ClonedTable {
  readonly table: Table
  readonly copied: CopiedFacts
  readonly types: readonly OwnType[]
  /** The types of the same names in the source cluster. */
  readonly typesHere: readonly OwnType[]
  /** The right of the login to act as the owner in the source cluster, and in the clone. */
  readonly reach: OwnerReach
  readonly reachThere: OwnerReach
  readonly quarantine: QuarantineFacts
  readonly freeBytes: number | null
  readonly wal: WalAbout | null
}

export interface ExportMeant {
  readonly clone: string
  readonly table: string
  readonly to?: string | undefined
}

export const lookAtExport = async (view: View, meant: ExportMeant): Promise<ExportFacts> => {
  const there = await view.clones.view(meant.clone, view.database)
  return {
    cluster: view.cluster.name,
    database: view.database,
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    login: view.cluster.logins.ddl,
    clones: view.clones.names,
    clone: there && (await lookAtClone(view, there, meant)),
    copies: await view.primary.read(copiesHere, [copyMark]),
  }
}

const lookAtClone = async (view: View, there: View, meant: ExportMeant): Promise<CloneFacts> => {
  const moment = await cloneMoment(there.primary)
  const about = {
    name: there.cluster.name,
    node: there.nodes[0]?.name ?? '',
    login: there.cluster.logins.ddl,
    moment,
  }
  try {
    return { ...about, ...(await lookForTable(view, there, meant, moment)), locked: false }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'sql.55P03') throw error
    return { ...about, tables: [], known: [], noTable: null, found: null, locked: true }
  }
}

const lookForTable = async (
  view: View,
  there: View,
  meant: ExportMeant,
  moment: CloneMoment,
): Promise<Pick<CloneFacts, 'tables' | 'known' | 'noTable' | 'found'>> => {
  const { primary } = there
  const tables = await findTables(primary, meant.table)
  const [table, ...others] = tables
  const nothing = table === undefined
  const single = table && others.length === 0 ? table : undefined
  return {
    tables,
    known: nothing ? await tableNames(primary) : [],
    noTable: nothing ? await findNoTable(primary, meant.table) : null,
    found: single ? await lookAtTable(view, there, { ...meant, table: single, moment }) : null,
  }
}

/** In bytes: a longer name of a schema is cut, and a number may follow. */
const longestName = 59

const wantedName = ({ to, table, moment }: Named): string => {
  if (to !== undefined) return to
  const stamp = moment.stamp === null ? '' : `_${moment.stamp}`
  const plain = table.name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_')
  return `${`recovered_${plain}`.slice(0, longestName - stamp.length)}${stamp}`
}

interface Named extends Pick<ExportMeant, 'to'> {
  readonly table: Table
  readonly moment: CloneMoment
}

const lookAtTable = async (view: View, there: View, named: Named): Promise<ClonedTable> => {
  const { table } = named
  const { oid, owner } = table
  const primary = view.nodes.find(({ role }) => role === 'primary')
  const [copied, types] = await Promise.all([
    copiedFacts(there.primary, oid),
    typesOfTable(there.primary, oid),
  ])
  const [typesHere, reach, reachThere, quarantine, freeBytes, wal] = await Promise.all([
    typesNamed(
      view.primary,
      types.map(({ name }) => name),
    ),
    ownerReach(view.primary, view.cluster.logins.ddl, owner, view.cluster.version),
    ownerReach(there.primary, there.cluster.logins.ddl, owner, there.cluster.version),
    quarantineFacts(view.primary, {
      schema: wantedName(named),
      owner,
      roles: copied.grants.flatMap(({ role }) => role ?? []),
      collations: copied.columns.flatMap(({ type }) => collationOf(type) ?? []),
    }),
    primary?.freeDisk(null) ?? null,
    lookAtWal(view, { tablespace: null, logged: true }),
  ])
  return { table, copied, types, typesHere, reach, reachThere, quarantine, freeBytes, wal }
}

/** The collation of a column as `CopiedColumn` has it: `text COLLATE "C"`; undefined for the usual one of the type. */
export const collationOf = (type: string): string | undefined => type.split(' COLLATE ')[1]

const copiesHere = `select quote_ident(n.nspname) as schema, sum(pg_table_size(c.oid))::float8 as bytes
  from pg_namespace n join pg_class c on c.relnamespace = n.oid
  where exists (select from pg_class m where m.relnamespace = n.oid and m.relname = $1 and m.relkind = 'r')
    and c.relkind = 'r' group by n.nspname order by 1`
