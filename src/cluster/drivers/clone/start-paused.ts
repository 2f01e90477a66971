/** Starts the server of a clone, and waits for the pause at the moment. */

import { type PausedAt, untilPaused } from '#cluster/drivers/clone/pause'
import { startServer } from '#cluster/drivers/clone/server'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { configOfClone } from '#model/clone/config'
import type { CloneTarget } from '#model/clone/target'
import { noKeys } from '#src/vault/keys'

export interface Starting {
  readonly action: Pick<CloneAction, 'backup' | 'clone' | 'programs' | 'database'>
  readonly holder: Holder
  readonly folder: string
  readonly socket: string
  readonly owner: FileOwner | null
  readonly target: CloneTarget
  readonly stop: AbortSignal
}

export const startPaused = async (starting: Starting): Promise<PausedAt> => {
  const { action, holder, folder, socket, owner, target, stop } = starting
  const { backup, clone, programs, database } = action
  const { config } = holder.cluster
  const keys = (config.backup?.keys ?? noKeys).wal
  const server = startServer(folder, { programs, owner, keys })
  try {
    const cluster = configOfClone(config, { name: clone, socket })
    const where = {
      cluster,
      node: clone,
      database,
      credential: cluster.credentials.observe,
      applicationName: 'howdah clone',
      settings: {},
    }
    return await untilPaused({ folder, server, where, backup, target, stop })
  } catch (error) {
    server.kill()
    throw error
  }
}
