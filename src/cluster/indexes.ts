/** Indexes of a table or a database, and whether anything uses them on any node. */
import type { Reader, View } from '#cluster/view'

export interface Index {
  readonly oid: string
  readonly schema: string
  readonly name: string
  /** Quoted: `public.users_email_idx`. */
  readonly quoted: string
  readonly table: string
  /** Quoted: `public.users`. */
  readonly quotedTable: string
  readonly tableOid: string
  readonly owner: string
  readonly method: string
  /** As `pg_get_indexdef` prints it: the exact way to make it again. */
  readonly definition: string
  readonly bytes: number
  readonly valid: boolean
  readonly unique: boolean
  readonly primary: boolean
  /** Of the replica identity: logical replication needs it. */
  readonly replicaIdentity: boolean
  /** Name of the constraint it backs, null for none. */
  readonly constraint: string | null
  /** Names of foreign keys of other tables that rely on it. */
  readonly foreignKeys: readonly string[]
  /** Part of an index of a partitioned table. */
  readonly partition: boolean
  readonly clustered: boolean
}

export interface IndexUse {
  readonly node: string
  readonly scans: number
  readonly lastScan: string | null
  /** Since when the counter counts; null since the cluster's statistics began. */
  readonly since: string | null
}

const select = `select i.indexrelid::text as oid, n.nspname as schema, c.relname as name,
  format('%I.%I', n.nspname, c.relname) as quoted, t.relname as table,
  format('%I.%I', tn.nspname, t.relname) as "quotedTable", t.oid::text as "tableOid",
  pg_get_userbyid(c.relowner) as owner, am.amname as method, pg_get_indexdef(i.indexrelid) as definition,
  pg_relation_size(i.indexrelid)::float8 as bytes, i.indisvalid as valid, i.indisunique as unique,
  i.indisprimary as primary, i.indisreplident as "replicaIdentity", i.indisclustered as clustered,
  (select conname from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x') limit 1) as constraint,
  array(select format('%I on %s', conname, conrelid::regclass) from pg_constraint
        where conindid = i.indexrelid and contype = 'f') as "foreignKeys",
  c.relispartition as partition
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
  join pg_am am on am.oid = c.relam
where c.relkind = 'i' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

export const indexesOf = (reader: Reader, tableOid: string): Promise<readonly Index[]> =>
  reader.read<Index>(`${select} and t.oid = $1::oid order by c.relname`, [tableOid])

export const allIndexes = (reader: Reader): Promise<readonly Index[]> =>
  reader.read<Index>(`${select} order by pg_relation_size(i.indexrelid) desc limit 5000`)

/** As `findTables`: whole names, exact ones first. */
export const findIndexes = async (reader: Reader, typed: string): Promise<readonly Index[]> => {
  const names = `c.relname, n.nspname || '.' || c.relname, quote_ident(c.relname), format('%I.%I', n.nspname, c.relname)`
  const exact = await reader.read<Index>(`${select} and $1::text in (${names})`, [typed])
  if (exact.length > 0) return exact
  return reader.read<Index>(
    `${select} and lower($1::text) in (c.relname, n.nspname || '.' || c.relname)`,
    [typed],
  )
}

/** Scans of one index, or of all when `oid` is null, on every node that answers. */
export const indexUse = async (
  view: View,
  oid: string | null,
): Promise<ReadonlyMap<string, readonly IndexUse[]>> => {
  const use = new Map<string, IndexUse[]>()
  // 15 does not know when an index was last scanned.
  const last = view.cluster.version >= 16 ? 's.last_idx_scan' : 'null::timestamptz'
  for (const { name: node, reader } of view.nodes) {
    const rows = await reader.read<{
      oid: string
      scans: number
      lastScan: Date | null
      since: Date | null
    }>(
      `select s.indexrelid::text as oid, s.idx_scan::float8 as scans, ${last} as "lastScan", d.stats_reset as since
       from pg_stat_user_indexes s, pg_stat_database d
       where d.datname = current_database() and ($1::oid is null or s.indexrelid = $1::oid)`,
      [oid],
    )
    for (const row of rows) {
      const entry = {
        node,
        scans: row.scans,
        lastScan: row.lastScan?.toISOString() ?? null,
        since: row.since?.toISOString() ?? null,
      }
      use.set(row.oid, [...(use.get(row.oid) ?? []), entry])
    }
  }
  return use
}
