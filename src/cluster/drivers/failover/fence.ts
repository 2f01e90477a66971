/** Fences a primary that is gone: whoever starts the server again gets a replica, and no process is left. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FailingOver } from '#cluster/drivers/failover/failing-over'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { stopServerOf } from '#cluster/drivers/switchover/server'
import { writeStandbyFiles } from '#cluster/drivers/switchover/standby-files'
import { tellUpstream } from '#cluster/drivers/switchover/upstream'
import { processesIn } from '#cluster/facts/replication/processes-in'
import { Failure } from '#src/errors'
import { listed } from '#text/listed'

/** An immediate shutdown writes no checkpoint, and sessions of a killed server end at the next look at the postmaster. */
const endsMs = 10_000

export const fence = async (working: FailingOver, data: string): Promise<void> => {
  const { session, action } = working
  const { conninfo } = await tellUpstream(working)
  await stillHeld(session)
  // Without a slot: where nothing was lost the old primary follows by itself, and else no WAL is kept in vain.
  await writeStandbyFiles(data, { conninfo, slot: null })
  await stopServerOf(data, 'SIGQUIT', endsMs)
  for (const until = performance.now() + endsMs; ; await sleep(20)) {
    const left = await processesIn(data)
    if (left.length === 0) return
    if (performance.now() > until)
      throw new Failure(
        'failover.still-runs',
        `Processes of ${action.from} still run in ${data} and may still commit: ${listed(left.map(String))}.`,
        'End them on that machine, then plan again.',
      )
  }
}
