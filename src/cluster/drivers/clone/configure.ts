/**
 * The settings of a clone. Nothing of the source's own files counts: a server with the source's settings archives into
 * the source's archive, takes over the subscriptions and runs the jobs.
 */
import { join } from 'node:path'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { putFile } from '#cluster/drivers/files/put-file'
import { readOnlyNamed } from '#cluster/facts/backup/plain-file'
import { dataOf } from '#cluster/facts/clone/about'
import { portOfClones } from '#model/clone/config'
import { hotStandby } from '#model/clone/hot-standby'
import { type CloneTarget, recordOf } from '#model/clone/target'
import type { ClusterConfig } from '#model/configuration'
import { howdahFolder, walProgram } from '#src/vault/wal-program'

export interface Configured {
  /** The folder of the clone. */
  readonly folder: string
  readonly archive: string
  /** Whether WAL in the archive may be encrypted. */
  readonly isEncrypted: boolean
  readonly target: CloneTarget
  /** By setting, the least that hot standby needs. */
  readonly needs: Readonly<Record<string, number>>
  /** The folder of the socket, closed to all but Howdah and the clone. */
  readonly socket: string
  /** The only logins that may connect. */
  readonly logins: readonly string[]
  readonly owner: FileOwner | null
  /** The major version of the server. */
  readonly major: number
}

export const configFile = 'howdah-clone.conf'
const hbaFile = 'howdah-clone-hba.conf'
const identFile = 'howdah-clone-ident.conf'

export const configure = async (about: Configured): Promise<void> => {
  const data = dataOf(about.folder)
  const write = (name: string, text: string) =>
    putFile(join(data, name), text, { mode: 0o600, owner: about.owner, flush: false })
  await write(configFile, linesOf(settingsOf(data, about)))
  await write(hbaFile, hbaLines(about.logins))
  await write(identFile, '')
  // Lines of ALTER SYSTEM win over all other files.
  await write('postgresql.auto.conf', '')
  await write('recovery.signal', '')
}

/** PostgreSQL does not start on a file without an entry. */
const hbaLines = (logins: readonly string[]): string =>
  logins.length === 0
    ? 'local all all reject\n'
    : logins.map(login => `local all ${inHba(login)} trust\n`).join('')

/** Howdah's logins that may connect to a clone. */
export const loginsOf = ({
  credentials: { observe, ddl },
}: Pick<ClusterConfig, 'credentials'>): readonly string[] => [
  ...new Set([observe.user, ...(ddl ? [ddl.user] : [])]),
]

/** The only logins that may connect from the next start on. */
export const letIn = (
  folder: string,
  logins: readonly string[],
  owner: FileOwner | null,
): Promise<void> =>
  putFile(join(dataOf(folder), hbaFile), hbaLines(logins), { mode: 0o600, owner, flush: true })

/** In bytes. The user of the clone's server may write there. */
const longestConfig = 64 * 1_024

const rewrite = async (
  folder: string,
  owner: FileOwner | null,
  anew: (text: string) => string,
): Promise<void> => {
  const path = join(dataOf(folder), configFile)
  const text = await readOnlyNamed(path, longestConfig)
  if (!text) throw new Error(`${path} is no plain file of settings`)
  await putFile(path, anew(text.toString('utf8')), { mode: 0o600, owner, flush: true })
}

/** From the next start on recovery ends at the moment. */
export const endAtTarget = (folder: string, owner: FileOwner | null): Promise<void> =>
  rewrite(folder, owner, text =>
    text.replace(/^recovery_target_action = .*$/m, `recovery_target_action = 'promote'`),
  )

/** Gives the settings another moment. */
export const retarget = (
  folder: string,
  target: CloneTarget,
  owner: FileOwner | null,
): Promise<void> =>
  rewrite(folder, owner, text => {
    const lines = text.split('\n')
    const others = lines.filter(line => !/^recovery_target_(time|lsn|xid|inclusive) /.test(line))
    return `${others.join('\n')}${linesOf(recoveryTarget(target))}`
  })

/** Settings under which a server replays the present timeline to the end, and begins a new timeline. */
export const forkLines = (archive: string, isEncrypted: boolean): string =>
  linesOf({
    restore_command: isEncrypted ? fetchCommand(archive) : restoreCommand(archive),
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
  })

const settingsOf = (
  data: string,
  { archive, isEncrypted, target, needs, socket, major }: Configured,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    hotStandby.flatMap(name => (needs[name] === undefined ? [] : [[name, String(needs[name])]])),
  ),
  hot_standby: 'on',
  hba_file: join(data, hbaFile),
  ident_file: join(data, identFile),
  listen_addresses: '',
  unix_socket_directories: socket,
  unix_socket_permissions: '0700',
  port: String(portOfClones),
  archive_mode: 'off',
  restore_command: isEncrypted ? fetchCommand(archive) : restoreCommand(archive),
  ...recoveryTarget(target),
  recovery_target_action: 'pause',
  recovery_target_timeline: 'latest',
  primary_conninfo: '',
  synchronous_standby_names: '',
  // Libraries of extensions start workers that run jobs, some at the source.
  shared_preload_libraries: '',
  session_preload_libraries: '',
  local_preload_libraries: '',
  // No worker of a subscription connects to anybody.
  max_logical_replication_workers: '0',
  autovacuum: 'off',
  ...(major >= 17 ? { event_triggers: 'off', summarize_wal: 'off' } : {}),
  shared_buffers: '64MB',
  // The clone is thrown away.
  fsync: 'off',
  full_page_writes: 'off',
  logging_collector: 'off',
  // The log is read for the words of replay.
  log_destination: 'stderr',
  log_min_messages: 'warning',
  lc_messages: 'C',
  timezone: 'UTC',
  log_timezone: 'UTC',
})

/** %f and %p are names that PostgreSQL makes; a pipe in the archive would be read for ever. */
const restoreCommand = (archive: string): string => {
  const from = quoted(`${archive.replaceAll('%', '%%')}/%f`)
  return `test -f ${from} && cp ${from} "%p"`
}

/** The keys are in the environment of the server: no command line shows them. */
const fetchCommand = (archive: string): string =>
  `${[process.execPath, join(howdahFolder, walProgram), 'fetch', archive].map(one => quoted(one.replaceAll('%', '%%'))).join(' ')} %f "%p"`

const recoveryTarget = (target: CloneTarget): Readonly<Record<string, string>> => {
  // Without a Z: PostgreSQL takes a Z for a timestamptz alone.
  if (target.kind === 'time') return { recovery_target_time: target.at.replace('Z', '+00') }
  // With the LSN as target PostgreSQL leaves this commit out of pg_last_xact_replay_timestamp().
  if (target.kind === 'xid') return { recovery_target_xid: target.xid }
  const record = recordOf(target)
  if (record === null) throw new Error('a drop that was not found has no record')
  return {
    recovery_target_lsn: record.lsn,
    recovery_target_inclusive: record.inclusive ? 'on' : 'off',
  }
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`

/** A name in quotes is no keyword; a slash at the beginning makes a pattern of any name (manual, 20.1). */
const inHba = (login: string): string =>
  login.startsWith('/')
    ? `"/^${login.replaceAll(/\W/g, String.raw`\$&`)}$"`
    : `"${login.replaceAll('"', '""')}"`

const linesOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'\n`)
    .join('')
