/** The facts about a table that was a partition, and that Howdah detached. */
import { stepFrom } from '#cluster/facts/partition/step'
import { type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import { findTables, type Table, tableNames } from '#cluster/facts/table/tables'
import type { DetachedPart } from '#model/record/detached-part'
import type { Remembered } from '#model/record/remembered'
import type { Reader, View } from '#model/view'
import { readLength } from '#text/length'

export type FoundDetached =
  | { readonly found: 'nothing'; readonly known: readonly string[] }
  | { readonly found: 'several'; readonly tables: readonly Pick<Table, 'quoted'>[] }
  /** A table that Howdah did not detach; `partOf` is the present partitioned table, null for none. */
  | { readonly found: 'other'; readonly quoted: string; readonly partOf: string | null }
  | DetachedTable

export interface DetachedTable extends OwnerReach {
  readonly found: 'detached'
  readonly node: string
  readonly database: string
  readonly table: Table
  readonly detached: DetachedPart
  /** How long the plan promised to keep the table. */
  readonly hold: { readonly words: string; readonly until: string; readonly isOver: boolean }
  readonly actor: string | null
  readonly bytes: number
  /** By the statistics; null where not known. */
  readonly rows: number | null
  /** Quoted names of views, foreign keys and other objects that rest on the table. */
  readonly restsOn: readonly string[]
  /** Quoted names of tables that foreign keys of the table refer to: DROP TABLE locks those against reads and writes. */
  readonly refersTo: readonly string[]
  /** True where a scan of the table came after the detachment; PostgreSQL knows that from 16 on. */
  readonly usedSince: boolean
}

export const lookAtDetached = async (
  view: View,
  known: Remembered,
  { table: typed, now }: { readonly table: string; readonly now: number },
): Promise<FoundDetached> => {
  const { primary, cluster } = view
  const [table, ...others] = await findTables(primary, typed)
  if (!table) return { found: 'nothing', known: await tableNames(primary) }
  if (others.length > 0) return { found: 'several', tables: [table, ...others] }
  const [detachments, partOf] = await Promise.all([
    known.detached(table.quoted),
    parentOf(primary, table.oid),
  ])
  const detached = detachments.find(
    ({ oid, table: of }) => oid === table.oid && of === table.quoted,
  )
  if (!detached || partOf !== null || table.kind !== 'table')
    return { found: 'other', quoted: table.quoted, partOf }
  const [reach, [about]] = await Promise.all([
    ownerReach(primary, cluster.logins.ddl, table.owner, cluster.version),
    primary.read<
      Pick<DetachedTable, 'bytes' | 'restsOn' | 'refersTo'> & { lastScan: number | null }
    >(cluster.version >= 16 ? aboutQuery(lastScan) : aboutQuery('null'), [table.oid]),
  ])
  return {
    found: 'detached',
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    database: view.database,
    table,
    detached,
    hold: holdOf(detached, now),
    actor: cluster.logins.ddl,
    ...reach,
    bytes: about?.bytes ?? table.bytes,
    rows: table.rows,
    restsOn: about?.restsOn ?? [],
    refersTo: about?.refersTo ?? [],
    usedSince: (about?.lastScan ?? 0) > Date.parse(detached.at),
  }
}

/** A plan whose input says no length holds for ever. */
const holdOf = ({ at, input }: DetachedPart, now: number): DetachedTable['hold'] => {
  const words = typeof input['hold'] === 'string' ? input['hold'] : ''
  const length = readLength(words)
  if (!length) return { words: 'ever', until: '', isOver: false }
  const step = { kind: 'calendar', ...length, zone: 'UTC' } as const
  const until = Number(stepFrom(BigInt(Date.parse(at)), step, 1))
  return { words, until: new Date(until).toISOString(), isOver: until <= now }
}

const parentOf = async (reader: Reader, oid: string): Promise<string | null> => {
  const [row] = await reader.read<{ parent: string }>(
    `select format('%I.%I', n.nspname, p.relname) as parent from pg_inherits i join pg_class p on p.oid = i.inhparent
       join pg_namespace n on n.oid = p.relnamespace where i.inhrelid = $1::oid`,
    [oid],
  )
  return row?.parent ?? null
}

const lastScan = `(select extract(epoch from greatest(max(t.last_seq_scan), max(t.last_idx_scan))) * 1000
  from pg_stat_all_tables t where t.relid = c.oid)::float8`

// A foreign key of the table itself goes along; DROP TABLE refuses while views or foreign keys rest on the table.
const aboutQuery = (
  scanned: string,
): string => `select pg_total_relation_size(c.oid)::float8 as bytes,
  ${scanned} as "lastScan",
  array(select distinct format('view %I.%I', n.nspname, v.relname) from pg_depend d join pg_rewrite r on r.oid = d.objid
      join pg_class v on v.oid = r.ev_class join pg_namespace n on n.oid = v.relnamespace
      where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and v.oid <> c.oid
    union select format('foreign key %I of %I.%I', k.conname, n.nspname, f.relname) from pg_constraint k
      join pg_class f on f.oid = k.conrelid join pg_namespace n on n.oid = f.relnamespace
      where k.contype = 'f' and k.confrelid = c.oid and k.conrelid <> c.oid order by 1) as "restsOn",
  array(select distinct format('%I.%I', n.nspname, f.relname) from pg_constraint k join pg_class f on f.oid = k.confrelid
    join pg_namespace n on n.oid = f.relnamespace where k.contype = 'f' and k.conrelid = c.oid and f.oid <> c.oid order by 1) as "refersTo"
from pg_class c where c.oid = $1::oid`
