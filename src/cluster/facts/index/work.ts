/**
 * Who builds, rebuilds or drops an index right now without blocking anybody: one session at most on each table.
 * Whatever else waits for that table meanwhile holds a snapshot, which the build waits for: a deadlock.
 */
import {
  fromSessions,
  readSessions,
  sessionColumns,
  sessionLabelOf,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

/**
 * Rows of table, pid and, where it is known, index; pg_locks is shown to everybody, the index of a build only
 * with pg_monitor. A drop locks the index as well, and a rebuild all the copies that it makes and leaves.
 */
export const indexWork = `select l.relation as table, l.pid, nullif(p.index_relid, 0) as index, p.pid is not null as builds,
    array(select k.relation from pg_locks k where k.pid = l.pid and k.granted and k.locktype = 'relation'
      and k.database = l.database and k.mode = 'ShareUpdateExclusiveLock') as locked
  from pg_locks l left join pg_stat_progress_create_index p on p.pid = l.pid
  where l.granted and l.locktype = 'relation' and l.mode = 'ShareUpdateExclusiveLock'
    and l.database = (select oid from pg_database where datname = current_database())`

/** Words for what an invalid index `i` meets, from rows `w` of the above: `built by pid 4711`; null for a leftover. */
export const beingDone = `(select case when w.builds then 'built by pid ' else 'dropped by pid ' end || w.pid
  from work w where w.table = i.indrelid and (i.indexrelid = any(w.locked)
    or w.builds and coalesce(w.index, i.indexrelid) = i.indexrelid) limit 1)`

/** The session that does so on this table, as people read it; null for none. Runs of Howdah queue for each other anyway. */
export const othersWorkOn = async (reader: Reader, tableOid: string): Promise<string | null> => {
  const [session] = await readSessions(
    reader,
    `with work as (${indexWork})
     select ${sessionColumns} ${fromSessions} where a.application_name !~ '^howdah r-' and a.pid in (
       select w.pid from work w where w.table = $1::oid
         and (w.builds or exists (select from pg_index i where i.indrelid = w.table and i.indexrelid = any(w.locked))))`,
    [tableOid],
  )
  return session ? sessionLabelOf(session) : null
}
