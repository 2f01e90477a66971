/** Memory and cores of a node's machine. SQL cannot tell; Howdah can when running on the node's machine. */
import { stat } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import type { ClusterConfig } from '#model/configuration'
import type { Machine, Reader } from '#model/view'
import { isLoopback } from '#src/loopback'

/** Null where the machine cannot be seen from here. */
export const machineOf = async (
  config: Pick<ClusterConfig, 'nodes' | 'provider'>,
  name: string,
  reader: Reader,
): Promise<Machine | null> => {
  const node = config.nodes.find(one => one.name === name)
  if (!node || !isLoopback(node) || config.provider !== 'self-managed') return null
  try {
    const [row] = await reader.read<{ data: string | null }>(
      `select current_setting('data_directory', true) as data`,
    )
    if (!row?.data) return null
    // Behind a tunnel or in a container the folder is not there.
    await stat(row.data)
    return { memoryBytes: memory(), cores: availableParallelism() }
  } catch {
    return null
  }
}

/** A control group may allow less than the machine has; without a limit node tells 0 or a number beyond any machine. */
const memory = (): number => {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
