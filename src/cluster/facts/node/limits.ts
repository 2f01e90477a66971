/** What a sort of the acting login may take: memory and temporary files. */
import type { Reader } from '#model/view'

export interface SortLimits {
  /** maintenance_work_mem; a build that sorts more spills to disk. */
  readonly sortBytes: number
  /** temp_file_limit, which holds for each process; null without a limit. */
  readonly temporaryBytes: number | null
  /** Processes that may sort together: each takes 32 MB of the memory at least (manual, max_parallel_maintenance_workers). */
  readonly processes: number
}

/** Reads what the login gets when it connects to this database; the settings of `actor` null are this session's own. */
export const lookAtLimits = async (reader: Reader, actor: string | null): Promise<SortLimits> => {
  const [row] = await reader.read<SortLimits>(limits, [actor])
  if (!row) throw new Error('no limits')
  return row
}

// Settings of a login in a database win over those of the login, of the database and of the server. What this
// login got by a setting of its own says nothing about another. Numbers without a unit are kB.
const limits = `with own as (
    select distinct on (name) split_part(line, '=', 1) as name, split_part(line, '=', 2) as value
    from pg_db_role_setting, unnest(setconfig) line, split_part(line, '=', 1) name
    where setrole in (0, (select oid from pg_roles where rolname = $1))
      and setdatabase in (0, (select oid from pg_database where datname = current_database()))
    order by name, setrole = 0, setdatabase = 0),
  known as (
    select s.name, coalesce(
      case when o.value ~ '^-?[0-9]+$' then o.value || 'kB' else o.value end,
      case when s.source in ('user', 'database user') and $1 is not null then s.boot_val else s.setting end || coalesce(s.unit, '')) as value
    from pg_settings s left join own o on o.name = s.name),
  sizes as (select
    (select pg_size_bytes(value) from known where name = 'maintenance_work_mem')::float8 as sort,
    (select pg_size_bytes(value) from known where name = 'temp_file_limit')::float8 as temporary,
    current_setting('max_parallel_maintenance_workers')::int as workers)
select sort as "sortBytes", case when temporary >= 0 then temporary end as "temporaryBytes",
  greatest(1, least(1 + workers, floor(sort / (32 * 1024 * 1024))))::int as processes from sizes`
