/**
 * The settings of a restored copy. Nothing of the source's own files counts: a copy with the source's settings archives
 * into the source's archive, takes over its subscriptions and runs its jobs.
 */
import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileOwner } from '#cluster/drivers/drill/unpack'
import type { BackupAbout } from '#cluster/facts/backup/about'

export interface Configured {
  readonly data: string
  readonly about: Pick<BackupAbout, 'needs'>
  readonly archive: string
  /** The folder of the socket, which nobody else may enter. */
  readonly socket: string
  readonly owner: FileOwner | null
  /** The major version of the server. */
  readonly major: number
}

export const configFile = 'howdah-copy.conf'

export const configure = ({ data, about, archive, socket, owner, major }: Configured): void => {
  const write = (name: string, text: string) => {
    const path = join(data, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (owner) chownSync(path, owner.uid, owner.gid)
  }
  write(configFile, linesOf(settingsOf({ data, about, archive, socket, major })))
  write('howdah-copy-hba.conf', 'local all all trust\n')
  write('howdah-copy-ident.conf', '')
  // Lines of ALTER SYSTEM win over those of any other file.
  write('postgresql.auto.conf', '')
  write('recovery.signal', '')
}

const settingsOf = ({
  data,
  about,
  archive,
  socket,
  major,
}: Omit<Configured, 'owner'>): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(about.needs).map(([name, value]) => [name, String(value)])),
  hba_file: join(data, 'howdah-copy-hba.conf'),
  ident_file: join(data, 'howdah-copy-ident.conf'),
  listen_addresses: '',
  unix_socket_directories: socket,
  unix_socket_permissions: '0700',
  port: '5432',
  archive_mode: 'off',
  // %f and %p are names that PostgreSQL makes.
  restore_command: `cp ${quoted(`${archive.replaceAll('%', '%%')}/%f`)} "%p"`,
  recovery_target_timeline: 'latest',
  primary_conninfo: '',
  synchronous_standby_names: '',
  shared_preload_libraries: '',
  session_preload_libraries: '',
  local_preload_libraries: '',
  // No worker of a subscription connects to anybody.
  max_logical_replication_workers: '0',
  autovacuum: 'off',
  ...(major >= 17 ? { event_triggers: 'off', summarize_wal: 'off' } : {}),
  shared_buffers: '64MB',
  // The copy is thrown away.
  fsync: 'off',
  full_page_writes: 'off',
  logging_collector: 'off',
})

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`

const linesOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'\n`)
    .join('')
