/** Settings that may not be lower in hot standby than they were on the primary (manual, 26.4.3). */
export const hotStandby = [
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
] as const

/** The same as a list in SQL. */
export const hotStandbySql = hotStandby.map(name => `'${name}'`).join(', ')
