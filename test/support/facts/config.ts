/** Facts about settings as plain data: work_mem and others on a primary and a replica, until an override says otherwise. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import type { FileSetting } from '#cluster/facts/config/file-settings'
import type { ConfigAbout, ConfigNode } from '#cluster/facts/config/look'
import type { OwnValue } from '#cluster/facts/config/own-values'
import type { Setting } from '#cluster/facts/config/settings'

export const dataDir = '/var/lib/postgresql/18/main'

export const setting = (name: string, more: Partial<Setting> = {}): Setting => ({
  name,
  setting: '4096',
  unit: 'kB',
  vartype: 'integer',
  context: 'user',
  source: 'default',
  minimum: '64',
  maximum: '2147483647',
  choices: null,
  boot: '4096',
  reset: '4096',
  file: null,
  line: null,
  pendingRestart: false,
  about: 'Sets the maximum memory to be used for query workspaces.',
  ...more,
})

const plain = (name: string, value: string, more: Partial<Setting> = {}): Setting =>
  setting(name, { unit: null, setting: value, boot: value, reset: value, about: '', ...more })

/** A whole number that counts after a restart. */
const atStart = (name: string, value: string, more: Partial<Setting> = {}): Setting =>
  plain(name, value, { context: 'postmaster', minimum: '0', maximum: '262143', ...more })

const flag = (name: string, value: 'on' | 'off', more: Partial<Setting> = {}): Setting =>
  plain(name, value, { vartype: 'bool', minimum: null, maximum: null, ...more })

const words = (name: string, value: string, more: Partial<Setting> = {}): Setting =>
  plain(name, value, { vartype: 'string', minimum: null, maximum: null, ...more })

const choice = (name: string, value: string, choices: readonly string[], context: string) =>
  plain(name, value, { vartype: 'enum', minimum: null, maximum: null, choices, context })

export const usualSettings: readonly Setting[] = [
  flag('allow_alter_system', 'on', { context: 'sighup' }),
  words('archive_command', '(disabled)', { context: 'sighup' }),
  choice('archive_mode', 'off', ['always', 'on', 'off'], 'postmaster'),
  words('block_size', '8192', { context: 'internal', source: 'default' }),
  words('data_directory', dataDir, { context: 'postmaster', source: 'override' }),
  words('DateStyle', 'ISO, YMD', { source: 'client', boot: 'ISO, MDY' }),
  flag('fsync', 'on', { context: 'sighup' }),
  flag('full_page_writes', 'on', { context: 'sighup' }),
  plain('hash_mem_multiplier', '2', { vartype: 'real', minimum: '1', maximum: '1000' }),
  words('listen_addresses', 'localhost', { context: 'postmaster' }),
  words('log_line_prefix', '%m [%p] ', { context: 'sighup' }),
  atStart('max_connections', '100', { minimum: '1' }),
  atStart('max_locks_per_transaction', '64', { minimum: '10' }),
  atStart('max_prepared_transactions', '0'),
  atStart('max_wal_senders', '10'),
  setting('max_wal_size', {
    setting: '1024',
    boot: '1024',
    unit: 'MB',
    minimum: '2',
    context: 'sighup',
  }),
  atStart('max_worker_processes', '8'),
  plain('random_page_cost', '4', {
    vartype: 'real',
    minimum: '0',
    maximum: '1.79769e+308',
    about: 'Sets the planner’s estimate of the cost of a nonsequentially fetched disk page.',
  }),
  words('search_path', 'pg_catalog', { source: 'client', boot: '"$user", public' }),
  setting('shared_buffers', {
    setting: '16384',
    boot: '16384',
    unit: '8kB',
    minimum: '16',
    maximum: '1073741823',
    context: 'postmaster',
  }),
  words('shared_preload_libraries', 'pg_stat_statements', { context: 'postmaster' }),
  flag('ssl', 'on', { context: 'sighup' }),
  setting('statement_timeout', {
    setting: '10000',
    unit: 'ms',
    source: 'client',
    boot: '0',
    minimum: '0',
  }),
  atStart('superuser_reserved_connections', '3'),
  choice(
    'synchronous_commit',
    'on',
    ['local', 'remote_write', 'remote_apply', 'on', 'off'],
    'user',
  ),
  choice('wal_compression', 'off', ['pglz', 'lz4', 'zstd', 'on', 'off'], 'superuser'),
  choice('wal_level', 'replica', ['minimal', 'replica', 'logical'], 'postmaster'),
  setting('work_mem'),
]

export const fileLine = (
  name: string,
  value: string,
  more: Partial<FileSetting> = {},
): FileSetting => ({
  file: `${dataDir}/postgresql.auto.conf`,
  line: 3,
  name,
  setting: value,
  applied: true,
  error: null,
  ...more,
})

/** `more` are settings that differ from the usual ones; `lines` is null where the files cannot be read. */
export const configNode = (
  name: string,
  more: readonly Setting[] = [],
  lines: readonly FileSetting[] | null = [],
): ConfigNode => ({
  name,
  role: name === 'shop-1' ? 'primary' : 'replica',
  settings: usualSettings.map(one => more.find(other => other.name === one.name) ?? one),
  files: { lines, grants: lines === null ? ['GRANT SELECT ON pg_file_settings TO look'] : [] },
})

/** A setting of the server as ALTER SYSTEM left it: in force, and the line of the file. */
export const altered = (name: string, value: string, more: Partial<Setting> = {}): Setting => ({
  ...(usualSettings.find(one => one.name === name) ?? setting(name)),
  setting: value,
  reset: value,
  source: 'configuration file',
  file: `${dataDir}/postgresql.auto.conf`,
  line: 3,
  ...more,
})

export const ownValue = (name: string, value: string, more: Partial<OwnValue> = {}): OwnValue => ({
  name,
  value,
  role: 'billing',
  database: null,
  ...more,
})

export const configAbout = (more: Partial<ConfigAbout> = {}): ConfigAbout => ({
  nodes: [configNode('shop-1'), configNode('shop-2')],
  unreachable: [],
  own: [],
  ...more,
})

export const changeAbout = (more: Partial<ConfigChangeAbout> = {}): ConfigChangeAbout => ({
  ...configAbout(),
  actor: 'act',
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  patroni: null,
  rights: { denied: [], grants: [] },
  queryids: ['1', '2'],
  ...more,
})
