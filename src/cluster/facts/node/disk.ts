/** Free space on a node's disk. SQL cannot tell; Howdah can when running on the node's machine. */
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterConfig } from '#model/configuration'
import type { Reader, WalDisk } from '#model/view'
import { isLoopback } from '#src/loopback'

interface Disk {
  /** Free bytes for the server's user. */
  readonly freeBytes: number
  readonly device: number
}

/** Reads the free bytes for the server's user on a tablespace's disk; null when the disk cannot be seen from here. */
export const freeDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<number | null> => {
  const dirs = await dirsOf(config, name, reader, tablespace)
  return (dirs && (await diskAt(dirs.dir)))?.freeBytes ?? null
}

/** Reads the disk of pg_wal; null when the disk cannot be seen from here. */
export const walDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<WalDisk | null> => {
  const dirs = await dirsOf(config, name, reader, tablespace)
  if (!dirs) return null
  // Only the server's user may look into the data directory; unless moved, pg_wal is on the same disk.
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
    // Not every login may read the server's settings.
    return null
  }
}

/** A tunnel to a remote machine looks like loopback too: then the folder does not exist here. */
const diskAt = async (dir: string): Promise<Disk | null> => {
  try {
    const [{ bavail, bsize }, { dev }] = await Promise.all([statfs(dir), stat(dir)])
    return { freeBytes: bavail * bsize, device: dev }
  } catch {
    return null
  }
}

// pg_default has no location of its own: the data directory holds pg_default.
const location = `select current_setting('data_directory', true) as data,
  coalesce(nullif(pg_tablespace_location(t.oid), ''), current_setting('data_directory', true)) as dir
from pg_tablespace t where case when $1::text is null
  then t.oid = (select dattablespace from pg_database where datname = current_database()) else t.spcname = $1 end`
