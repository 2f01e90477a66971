/** Puts the old files of a replica back, and starts the replica on them again. */

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postmasterOf } from '#cluster/drivers/clone/postmaster'
import { removeUnfinished, swapBack } from '#cluster/drivers/rebuild/folders'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { isKept, isThere } from '#cluster/facts/replication/rebuild-folder'
import { standbySignal } from '#cluster/facts/replication/switchover-state'

const [stopMs, startMs] = [60_000, 30_000]

export const putBack = async (working: Rebuilding): Promise<void> => {
  const { session, action, warn } = working
  const { data, replica } = action
  await stillHeld(session)
  const log = await logOf(data)
  // A server on the new files has nothing that the primary lacks.
  if (await isKept(action))
    await stopServerOf(data, 'SIGINT', stopMs).catch(() => stopServerOf(data, 'SIGQUIT', stopMs))
  await swapBack(working)
  // A former primary would be a second primary.
  if (await isThere(join(data, standbySignal))) {
    await startServerOf(data, log)
    if (!(await isReady(data)))
      warn(
        `${replica} was started on its old files again, and takes no connections yet: look at its log.`,
      )
  }
  await removeUnfinished(working)
}

const isReady = async (data: string): Promise<boolean> => {
  for (const until = performance.now() + startMs; performance.now() < until; await sleep(100))
    if ((await postmasterOf(data)).isReady) return true
  return false
}
