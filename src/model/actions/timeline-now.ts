/** SQL for the timeline of the WAL position: the control file lags after a promotion. */
export const timelineNow = `('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int`
