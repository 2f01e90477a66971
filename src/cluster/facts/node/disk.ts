/** Room on a node's disk. SQL cannot tell; we can when the node is the machine we run on. */
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterConfig } from '#model/configuration'
import type { Reader, WalDisk } from '#model/view'
import { isLoopback } from '#src/loopback'

interface Disk {
  /** For the server's user. */
  readonly freeBytes: number
  readonly device: number
}

/** Free bytes for the server's user where a tablespace lies; null when it cannot be seen from here. */
export const freeDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<number | null> => {
  const dirs = await dirsOf(config, name, reader, tablespace)
  return (dirs && (await diskAt(dirs.dir)))?.freeBytes ?? null
}

/** Where pg_wal lies; null when it cannot be seen from here. */
export const walDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<WalDisk | null> => {
  const dirs = await dirsOf(config, name, reader, tablespace)
  if (!dirs) return null
  // The server's own user alone may look into its folder; unless it was moved, pg_wal is on the same disk.
  const wal = (await diskAt(join(dirs.data, 'pg_wal'))) ?? (await diskAt(dirs.data))
  const own = await diskAt(dirs.dir)
  return wal && { freeBytes: wal.freeBytes, shared: own?.device === wal.device }
}

const dirsOf = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<{ readonly dir: string; readonly data: string } | null> => {
  const node = config.nodes.find(one => one.name === name)
  if (!node || !isLoopback(node) || config.provider !== 'self-managed') return null
  try {
    const [row] = await reader.read<{ dir: string; data: string | null }>(location, [tablespace])
    return row?.data ? { dir: row.dir, data: row.data } : null
  } catch {
    // Settings of the server are not for every login.
    return null
  }
}

/** A tunnel to another machine looks like loopback too: then there is no such folder here. */
const diskAt = async (dir: string): Promise<Disk | null> => {
  try {
    const [{ bavail, bsize }, { dev }] = await Promise.all([statfs(dir), stat(dir)])
    return { freeBytes: bavail * bsize, device: dev }
  } catch {
    return null
  }
}

// pg_default has no location of its own: it lies in the data directory.
const location = `select current_setting('data_directory', true) as data,
  coalesce(nullif(pg_tablespace_location(t.oid), ''), current_setting('data_directory', true)) as dir
from pg_tablespace t where case when $1::text is null
  then t.oid = (select dattablespace from pg_database where datname = current_database()) else t.spcname = $1 end`
