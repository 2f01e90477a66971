/** How far a failover has come: by the files of the old primary, and by the new one over SQL. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { standbySignal } from '#cluster/facts/replication/switchover-state'
import type { ActionState } from '#model/actions/action-kind'
import type { FailoverAction } from '#model/actions/replication/failover'
import { slotOf, switchoverSql } from '#model/actions/replication/statements'
import type { Reader } from '#model/view'

/** `read` asks the node that becomes the primary. */
export const failoverState = async (
  { data, others, way }: FailoverAction,
  read: Reader['read'],
): Promise<ActionState> => {
  const [asked] = await read<{ promoted: boolean }>(switchoverSql.promoted)
  if (asked?.promoted !== true) {
    const fenced = data !== null && (await isFenced(data))
    if (way === 'back') return fenced ? 'absent' : 'present'
    return fenced ? 'partial' : 'absent'
  }
  // The other data may count by now: a person says which.
  if (way === 'back') return 'unknown'
  const follow = await Promise.all(
    others.map(({ name }) => read(switchoverSql.follows, [slotOf(name)])),
  )
  if (follow.every(rows => rows.length > 0)) return 'present'
  return way === 'repoint' ? 'absent' : 'untidy'
}

/** Whether a server that is started on the data is a replica. */
export const isFenced = (data: string): Promise<boolean> =>
  access(join(data, standbySignal)).then(
    () => true,
    () => false,
  )
