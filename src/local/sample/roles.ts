/** Roles in the sample cluster: the owner, and Howdah's logins, neither superuser nor owner. */

export interface SamplePasswords {
  readonly application: string
  readonly howdah: string
  readonly backup: string
  readonly ha: string
}

/** Run as a superuser, in database `shop`: takes base backups, and has WAL archived up to the present. */
export const backupStatements = ({ backup }: SamplePasswords): readonly string[] => [
  `create role howdah_backup login replication password '${backup}'`,
  'grant pg_monitor, pg_checkpoint to howdah_backup',
  'grant execute on function pg_switch_wal(), pg_create_restore_point(text) to howdah_backup',
]

/** Run as a superuser, in database `shop`: promotes a replica, and makes the slot of the old primary. */
export const promotionStatements = ({ ha }: SamplePasswords): readonly string[] => [
  `create role howdah_ha login replication password '${ha}'`,
  'grant pg_monitor, pg_checkpoint to howdah_ha',
  'grant execute on function pg_promote(boolean, integer) to howdah_ha',
]

/** Run as a superuser. Passwords contain no quotes: they are random letters and digits. */
export const roleStatements = ({ application, howdah }: SamplePasswords): readonly string[] => [
  `create role shop_app login password '${application}'`,
  `create role howdah login password '${howdah}'`,
  'grant pg_monitor, pg_signal_backend, pg_maintain to howdah',
  // Howdah does not inherit the owner's rights; SET ROLE takes these rights for a single statement.
  'grant shop_app to howdah with inherit false, set true',
]

/** Settings of the sample that a visitor may change, and with some of them do harm. */
const settings = [
  'work_mem',
  'maintenance_work_mem',
  'effective_cache_size',
  'random_page_cost',
  'enable_indexscan',
  'enable_bitmapscan',
  'enable_indexonlyscan',
  'enable_seqscan',
  'jit',
  'max_wal_size',
  'checkpoint_timeout',
  'log_min_duration_statement',
  'autovacuum_vacuum_scale_factor',
]

/** Run in database `shop`, as a superuser. */
export const extensionStatements: readonly string[] = [
  'create extension pg_stat_statements',
  'create extension amcheck',
  'grant execute on function bt_index_check(regclass) to howdah',
  'grant execute on function pg_show_all_file_settings() to howdah',
  'grant select on pg_file_settings to howdah',
  'grant execute on function pg_reload_conf() to howdah',
  ...settings.map(name => `grant alter system on parameter ${name} to howdah`),
  'grant create on schema public to shop_app',
]
