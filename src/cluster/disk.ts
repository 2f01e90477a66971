/** Room on a node's disk. SQL cannot tell; we can when the node is the machine we run on. */
import { statfs } from 'node:fs/promises'
import type { Reader } from '#cluster/view'
import type { ClusterConfig } from '#src/config/cluster-config'

const loopback = new Set(['127.0.0.1', 'localhost', '::1', '[::1]'])

/** Free bytes for the server's user; null when it cannot be seen from here. */
export const freeDisk = async (
  config: ClusterConfig,
  name: string,
  reader: Reader,
): Promise<number | null> => {
  const node = config.nodes.find(one => one.name === name)
  if (!node || !loopback.has(node.host) || config.provider !== 'self-managed') return null
  try {
    const [row] = await reader.read<{ dir: string | null }>(
      `select current_setting('data_directory', true) as dir`,
    )
    if (!row?.dir) return null
    const { bavail, bsize } = await statfs(row.dir)
    return bavail * bsize
  } catch {
    // A tunnel to another machine looks like loopback too: then there is no such folder here.
    return null
  }
}
