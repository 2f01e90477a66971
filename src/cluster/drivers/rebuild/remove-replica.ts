/** Takes back a replica that Howdah made: its server, its slot, the line that let it receive WAL, and its files last, by which its state is told. */

import { withdrawReplica } from '#cluster/drivers/rebuild/admit'
import { removeUnfinished, takeAway } from '#cluster/drivers/rebuild/folders'
import { dropSlot } from '#cluster/drivers/rebuild/hand-over'
import { refuseThePrimary } from '#cluster/drivers/rebuild/refuse-the-primary'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { stopServerOf } from '#cluster/drivers/switchover/server'
import { copyIn } from '#cluster/facts/replication/rebuild-folder'
import { failpoint } from '#src/failpoint'

const stopMs = 60_000

export const removeReplica = async (working: Rebuilding): Promise<void> => {
  const { session, action, tell } = working
  const { data, replica } = action
  await stillHeld(session)
  // Whatever else lies there by now is not stopped, and stays.
  if ((await copyIn(data)) !== null) {
    await refuseThePrimary(working)
    tell(`stopping ${replica}`)
    await stopServerOf(data, 'SIGINT', stopMs).catch(() => stopServerOf(data, 'SIGQUIT', stopMs))
  }
  failpoint('rebuild removing')
  await dropSlot(working)
  await withdrawReplica(working)
  await stillHeld(session)
  await takeAway(working)
  await removeUnfinished(working)
}
