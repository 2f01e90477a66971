/** Figures of every table that decide whether the table is due for VACUUM or ANALYZE. */
import { ours } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'
import { micros } from '#text/instant'

export interface MaintainedTable {
  readonly oid: string
  /** `public.users`. */
  readonly quoted: string
  readonly owner: string
  readonly kind: 'table' | 'partitioned table' | 'materialized view'
  /** The oid of the partitioned table right above; null for no partition. */
  readonly parentOid: string | null
  /** Bytes of the table without indexes and TOAST; null under an ACCESS EXCLUSIVE lock. */
  readonly bytes: number | null
  readonly indexBytes: number | null
  /** Rows as the last VACUUM or ANALYZE counted; null before the first. */
  readonly rows: number | null
  /** Pages of that time, and the pages among them that are all visible, or all frozen (null before 18). */
  readonly pages: number
  readonly visiblePages: number
  readonly frozenPages: number | null
  /** Since the counters began. */
  readonly indexScans: number
  readonly live: number
  readonly dead: number
  /** Rows inserted since the last VACUUM. */
  readonly inserted: number
  /** Rows changed since the last ANALYZE. */
  readonly changed: number
  /** The older of table and TOAST table; 0 for a partitioned table, a table without rows. */
  readonly xidAge: number
  readonly multixactAge: number
  readonly options: Readonly<Record<string, string>>
  /** Microseconds since 1970, by a person; the later of table and TOAST table. */
  readonly lastVacuum: string | null
  /** By a person or by autovacuum, of the table alone. */
  readonly lastAnyVacuum: string | null
  readonly lastAnalyze: string | null
  readonly lastAnyAnalyze: string | null
  readonly lastAutoanalyze: string | null
}

/** Temporary tables are left out, since only the own session can vacuum such a table; so are the catalogue's. */
export const maintainedTables = (
  reader: Reader,
  version: number,
): Promise<readonly MaintainedTable[]> =>
  reader.read<MaintainedTable>(
    `with locked as materialized (
       select array_agg(relation) as oids from pg_locks where locktype = 'relation' and mode = 'AccessExclusiveLock'
         and database = (select oid from pg_database where datname = current_database()))
     select c.oid::text as oid, format('%I.%I', n.nspname, c.relname) as quoted, pg_get_userbyid(c.relowner) as owner,
       case c.relkind when 'p' then 'partitioned table' when 'm' then 'materialized view' else 'table' end as kind,
       case when c.relispartition then (select inhparent::text from pg_inherits where inhrelid = c.oid) end as "parentOid",
       ${unlessLocked('pg_relation_size(c.oid)')} as bytes, ${unlessLocked('pg_indexes_size(c.oid)')} as "indexBytes",
       case when c.reltuples >= 0 then c.reltuples end::float8 as rows,
       c.relpages::float8 as pages, c.relallvisible::float8 as "visiblePages",
       ${version >= 18 ? 'c.relallfrozen::float8' : 'null'} as "frozenPages",
       (select coalesce(sum(pg_stat_get_numscans(i.indexrelid)), 0) from pg_index i where i.indrelid = c.oid)::float8 as "indexScans",
       pg_stat_get_live_tuples(c.oid)::float8 as live, pg_stat_get_dead_tuples(c.oid)::float8 as dead,
       pg_stat_get_ins_since_vacuum(c.oid)::float8 as inserted, pg_stat_get_mod_since_analyze(c.oid)::float8 as changed,
       case when c.relkind = 'p' then 0 else greatest(age(c.relfrozenxid), age(t.relfrozenxid)) end::float8 as "xidAge",
       case when c.relkind = 'p' then 0 else greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) end::float8 as "multixactAge",
       coalesce((select json_object_agg(option_name, option_value) from pg_options_to_table(c.reloptions)), '{}') as options,
       ${micros('greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_vacuum_time(t.oid))')}::text as "lastVacuum",
       ${micros('greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid))')}::text as "lastAnyVacuum",
       ${micros('pg_stat_get_last_analyze_time(c.oid)')}::text as "lastAnalyze",
       ${micros('greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))')}::text as "lastAnyAnalyze",
       ${micros('pg_stat_get_last_autoanalyze_time(c.oid)')}::text as "lastAutoanalyze"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_class t on t.oid = c.reltoastrelid
     where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and ${ours} order by quoted`,
  )

/** Reading a size waits for the end of an ACCESS EXCLUSIVE lock. */
const unlessLocked = (size: string): string =>
  `case when c.relkind = 'p' then 0 when coalesce(array[c.oid] || array(select indexrelid from pg_index where indrelid = c.oid) && (select oids from locked), false) then null else ${size} end::float8`
