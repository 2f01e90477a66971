/**
 * Settings that Patroni decides, or takes from its configuration alone and gives the server on the command line
 * (CMDLINE_OPTIONS in postgresql/config.py, of 3.0 and 4.1).
 */

export interface FromConfiguration {
  /** The value without a line in the configuration, and in the place of a value that Patroni does not take. */
  readonly otherwise: string
  /** In the base unit; null where Patroni takes every value that PostgreSQL takes. */
  readonly least: number | null
}

const fromConfiguration: Readonly<Record<string, FromConfiguration>> = {
  wal_level: { otherwise: 'replica', least: null },
  max_connections: { otherwise: '100', least: 25 },
  max_wal_senders: { otherwise: '10', least: 3 },
  wal_keep_size: { otherwise: '128MB', least: 16 },
  max_prepared_transactions: { otherwise: '0', least: null },
  max_locks_per_transaction: { otherwise: '64', least: 32 },
  track_commit_timestamp: { otherwise: 'off', least: null },
  max_replication_slots: { otherwise: '10', least: 4 },
  max_worker_processes: { otherwise: '8', least: 2 },
}

const decided: Readonly<Record<string, string>> = {
  listen_addresses: 'it is a part of `postgresql.listen` in patroni.yml of each node',
  port: 'it is a part of `postgresql.listen` in patroni.yml of each node',
  cluster_name: 'it is the scope of the cluster',
  hot_standby: 'it is always on',
  // Patroni before 4.1 drops every value; off takes pg_rewind away.
  wal_log_hints: 'it is always on, so that pg_rewind can bring an old primary back',
}

const valueOf = <Value>(of: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(of, name.toLowerCase()) ? of[name.toLowerCase()] : undefined

export const takenFromConfiguration = (name: string): FromConfiguration | undefined =>
  valueOf(fromConfiguration, name)

/** Follows "Patroni decides port: "; undefined for a setting that people decide. */
export const decidedByPatroni = (name: string): string | undefined => valueOf(decided, name)
