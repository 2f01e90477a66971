/** Room on a node's disk. SQL cannot tell; we can when the node is the machine we run on. */
import { statfs } from 'node:fs/promises'
import { isLoopback } from '#cluster/loopback'
import type { Reader } from '#cluster/view'
import type { ClusterConfig } from '#src/config/cluster-config'

/** Free bytes for the server's user where a tablespace lies; null when it cannot be seen from here. */
export const freeDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
  tablespace: string | null,
): Promise<number | null> => {
  const node = config.nodes.find(one => one.name === name)
  if (!node || !isLoopback(node) || config.provider !== 'self-managed') return null
  try {
    const [row] = await reader.read<{ dir: string | null }>(location, [tablespace])
    if (!row?.dir) return null
    const { bavail, bsize } = await statfs(row.dir)
    return bavail * bsize
  } catch {
    // A tunnel to another machine looks like loopback too: then there is no such folder here.
    return null
  }
}

// pg_default has no location of its own: it lies in the data directory.
const location = `select coalesce(nullif(pg_tablespace_location(t.oid), ''), current_setting('data_directory', true)) as dir
from pg_tablespace t where case when $1::text is null
  then t.oid = (select dattablespace from pg_database where datname = current_database()) else t.spcname = $1 end`
