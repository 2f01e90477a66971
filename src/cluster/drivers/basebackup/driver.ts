/** Takes a base backup into a repository of files, over the replication protocol, with no program of PostgreSQL. */
import { progressOf } from '#cluster/drivers/basebackup/progress'
import { takeBackup } from '#cluster/drivers/basebackup/take-backup'
import { removeLeftovers, stateOfBackup } from '#cluster/drivers/basebackup/unfinished'
import { openWalsender } from '#cluster/drivers/basebackup/walsender'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { type BasebackupAction, basebackupKind } from '#model/actions/basebackup'
import type { Driver } from '#model/actions/driver'

export const basebackupDriver: Driver<BasebackupAction> = {
  kind: 'basebackup',
  async take(action, holder) {
    const session = await openWalsender(basebackupKind.place(action), holder)
    const reader = holder.cluster.reader(action.node, action.database)
    return {
      ...unadopted(session),
      look: one => stateOfBackup(one, holder.run, holder.cluster.marks),
      async act(one, how) {
        if (one.way === 'take') return takeBackup(session, one, holder, how)
        // A holder without the fence must not remove files.
        await session.read('select 1')
        await removeLeftovers(one, holder.run)
        return { seconds: 0, warnings: [], outputs: {} }
      },
      progress: () => progressOf(reader, session.pid),
    }
  },
  observe: async (action, { repository }) =>
    repository ? stateOfBackup(action, null, repository.marks) : 'unknown',
}
