/** Builds a replica from a base backup of the primary, anew or for the first time. The fence is the walsender on the primary that sends the backup. */
import { explain } from '#cluster/clients/postgres/connection'
import { progressOf } from '#cluster/drivers/basebackup/progress'
import { openWalsender } from '#cluster/drivers/basebackup/walsender'
import { diskFailure } from '#cluster/drivers/disk-failure'
import { removeUnfinished } from '#cluster/drivers/rebuild/folders'
import { putBack } from '#cluster/drivers/rebuild/put-back'
import { rebuild } from '#cluster/drivers/rebuild/rebuild'
import { removeReplica } from '#cluster/drivers/rebuild/remove-replica'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { stopped } from '#cluster/drivers/session/acting'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { rebuildState } from '#cluster/facts/replication/rebuild-state'
import type { Driver, Performed } from '#model/actions/driver'
import { type RebuildAction, rebuildKind } from '#model/actions/replication/rebuild'

export const rebuildDriver: Driver<RebuildAction> = {
  kind: 'rebuild',
  async take(action, holder) {
    const session = await openWalsender(rebuildKind.place(action), holder)
    const reader = holder.cluster.reader(action.node, action.database)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () =>
        (await progressOf(reader, session.pid)) ??
        (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      look: one => rebuildState(one),
      async act(one, how) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (how.stop.aborted) throw stopped(undefined)
        const began = performance.now()
        const warnings: string[] = []
        const working: Rebuilding = {
          session,
          reader,
          action: one,
          holder,
          how,
          tell: words => {
            phase = words
          },
          warn: words => void warnings.push(words),
        }
        const outputs = await perform(working)
        return { seconds: (performance.now() - began) / 1_000, warnings, outputs }
      },
    }
  },
  observe: action => rebuildState(action),
}

const perform = async (working: Rebuilding): Promise<Performed['outputs']> => {
  const { action, how, session } = working
  try {
    switch (action.way) {
      case 'rebuild':
      case 'add':
        return { phases: await rebuild(working) }
      case 'remove':
        await removeReplica(working)
        return {}
      case 'back':
        await putBack(working)
        return {}
      case 'tidy':
        await removeUnfinished(working)
        // Another process measured the times.
        return { phases: 'the times are not known' }
    }
  } catch (error) {
    if (how.lost.aborted) throw takenOver(error)
    throw (
      diskFailure(
        error,
        'rebuild.disk',
        `The folder of ${action.data}`,
        `${action.replica} was not ${action.fresh ? 'added' : 'rebuilt'}`,
      ) ?? explain(error, session.where)
    )
  }
}
