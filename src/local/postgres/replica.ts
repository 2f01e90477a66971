/**
 * A streaming replica without pg_basebackup, because the embedded binaries lack that program. Uses the
 * low-level backup of the manual (§25.3.4): pg_backup_start, copy of the files, pg_backup_stop.
 */
import { cp, lchown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Client } from 'pg'
import { type PostgresServer, startPostgres } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'

/** Folders whose contents must not be copied; the folders themselves must. */
const emptied = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]
const left = ['postmaster.pid', 'postmaster.opts', 'pg_internal.init']

export interface ReplicaOptions {
  readonly dir: string
  readonly primary: PostgresServer
  /** Name of the replica's physical slot and application_name: `shop_2`. */
  readonly slot: string
  readonly settings?: Readonly<Record<string, string | number>>
  /** As in startPostgres. */
  readonly keepsPort?: boolean
  /** As in startPostgres: the primary's. */
  readonly native?: string | undefined
  /** As in startPostgres. */
  readonly signal?: AbortSignal | undefined
}

export const startReplica = async ({
  dir,
  primary,
  slot,
  settings,
  keepsPort,
  native,
  signal,
}: ReplicaOptions): Promise<PostgresServer> => {
  const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres password=${primary.password} application_name=${slot}`
  return startPostgres({
    dir,
    password: primary.password,
    settings: { ...settings, primary_conninfo: conninfo, primary_slot_name: slot },
    fill: dataDir => copyOf(primary, dataDir, slot, signal),
    keepsPort,
    native,
    signal,
  })
}

const copyOf = async (
  primary: PostgresServer,
  dataDir: string,
  slot: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const client = new Client({ connectionString: primary.url('postgres') })
  await client.connect()
  try {
    await client.query(
      `select pg_create_physical_replication_slot($1, true)
       where not exists (select from pg_replication_slots where slot_name = $1)`,
      [slot],
    )
    await client.query(`select pg_backup_start('howdah replica', true)`)
    await copyFiles(primary.dataDir, dataDir, signal)
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    )
    await writeFile(join(dataDir, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 })
    await writeFile(join(dataDir, 'standby.signal'), '', { mode: 0o600 })
    await give(dataDir)
  } finally {
    await client.end()
  }
}

const copyFiles = async (
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  await cp(from, to, {
    recursive: true,
    // Files may vanish during the copy; recovery repairs that.
    filter: path => {
      signal?.throwIfAborted()
      const name = relative(from, path)
      return (
        !left.some(one => name.endsWith(one)) && !emptied.some(one => name.startsWith(`${one}/`))
      )
    },
  })
  await mkdir(join(to, 'pg_wal/archive_status'), { recursive: true, mode: 0o700 })
  await mkdir(join(to, 'pg_wal/summaries'), { recursive: true, mode: 0o700 })
}

/** The copy belongs to root; the servers' user must own the data. */
const give = async (folder: string): Promise<void> => {
  const user = systemUser()
  if (!user) return
  for (const name of await readdir(folder, { recursive: true, encoding: 'utf8' }))
    await lchown(join(folder, name), user.uid, user.gid)
}
