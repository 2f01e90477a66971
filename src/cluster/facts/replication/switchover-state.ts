/** How far a switchover has come: from the data directory of the old primary, and from the new one over SQL. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { serverOf } from '#cluster/facts/clone/server-of'
import { readControl } from '#cluster/facts/replication/control-file'
import type { ActionState } from '#model/actions/action-kind'
import { slotOf, switchoverSql } from '#model/actions/replication/statements'
import type { SwitchoverAction } from '#model/actions/replication/switchover'
import type { Reader } from '#model/view'

export const standbySignal = 'standby.signal'

/** `read` asks the node that becomes the primary. */
export const switchoverState = async (
  { from, data, system, way, others = [] }: SwitchoverAction,
  read: Reader['read'],
): Promise<ActionState> => {
  const [asked] = await read<{ promoted: boolean }>(switchoverSql.promoted)
  const control = await readControl(data)
  if (control === null || control.system !== system) return 'unknown'
  const [pid, signal] = await Promise.all([serverOf(data), isThere(join(data, standbySignal))])
  const writes = pid !== null && control.state === 'primary'
  if (asked?.promoted !== true) return before(way, writes && !signal)
  // Two primaries: a person says which data count.
  if (writes || way === 'back') return 'unknown'
  const names = [from, ...others.map(({ name }) => name)]
  const follow = await Promise.all(names.map(name => read(switchoverSql.follows, [slotOf(name)])))
  return follow.every(rows => rows.length > 0) ? 'present' : way === 'rejoin' ? 'absent' : 'untidy'
}

/** While the other node is a replica; `stands` where the old primary is untouched. */
const before = (way: SwitchoverAction['way'], stands: boolean): ActionState => {
  if (way === 'back') return stands ? 'present' : 'absent'
  return stands ? 'absent' : 'partial'
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
