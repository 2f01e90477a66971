/** SQL that finds sessions at work on indexes. */

/**
 * Rows of table, pid and, where known, index. Every login sees pg_locks, but only pg_monitor sees the index of
 * a build. A drop locks the index as well, and a rebuild locks all the copies that the rebuild makes and
 * leaves.
 */
export const indexWork = `select l.relation as table, l.pid, nullif(p.index_relid, 0) as index, p.pid is not null as builds,
    array(select k.relation from pg_locks k where k.pid = l.pid and k.granted and k.locktype = 'relation'
      and k.database = l.database and k.mode = 'ShareUpdateExclusiveLock') as locked
  from pg_locks l left join pg_stat_progress_create_index p on p.pid = l.pid
  where l.granted and l.locktype = 'relation' and l.mode = 'ShareUpdateExclusiveLock'
    and l.database = (select oid from pg_database where datname = current_database())`

/** SQL that says who builds or drops the invalid index `i` now (rows `w` of `indexWork`); null for a leftover. */
export const beingDone = `(select case when w.builds then 'built by pid ' else 'dropped by pid ' end || w.pid
  from work w where w.table = i.indrelid and (i.indexrelid = any(w.locked)
    or w.builds and coalesce(w.index, i.indexrelid) = i.indexrelid) limit 1)`
