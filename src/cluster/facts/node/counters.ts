/** Since when a node counts. */

/** SQL for the beginning of counters of the whole server: a crash throws the counters away and begins anew. */
export const serverCountersBegan = `(select least(b.stats_reset, w.stats_reset, a.stats_reset)
    from pg_stat_bgwriter b, pg_stat_wal w, pg_stat_archiver a)`

/**
 * SQL for the beginning of counters of the database's tables and indexes. A crash, a new replica and pg_upgrade throw
 * these away and leave `stats_reset` of the database empty; only counters of the whole server know. Somebody may
 * reset one of those alone, so the earliest is nearest to what all have in common.
 */
export const countersBegan = `greatest(
    (select stats_reset from pg_stat_database where datname = current_database()),
    ${serverCountersBegan})`
