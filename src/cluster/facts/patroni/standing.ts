/** How far a switchover by Patroni has come, by the words of each server. */
import type { ActionState } from '#model/actions/action-kind'
import type { PatroniAction } from '#model/actions/replication/patroni'

export type SwitchoverStanding =
  | 'as before'
  | 'switched'
  | 'elsewhere'
  | 'two primaries'
  | 'in between'

/** `isPrimary` by name of the node; null where the server does not answer, and may be a primary. */
export const standingOf = (
  { node, from }: Pick<PatroniAction, 'node' | 'from'>,
  isPrimary: ReadonlyMap<string, boolean | null>,
): SwitchoverStanding => {
  const primaries = [...isPrimary].filter(([, primary]) => primary === true).map(([name]) => name)
  const [primary, second] = primaries
  if (second !== undefined) return 'two primaries'
  if (primary === undefined) return 'in between'
  if (primary === from) return 'as before'
  // Patroni starts the old primary again within this time.
  if (isPrimary.get(from) !== false) return 'in between'
  return primary === node ? 'switched' : 'elsewhere'
}

/** Two primaries, and a silent one, take a person. */
export const stateOf = (standing: SwitchoverStanding): ActionState => {
  switch (standing) {
    case 'as before':
    case 'elsewhere':
      return 'absent'
    case 'switched':
      return 'present'
    case 'two primaries':
    case 'in between':
      return 'unknown'
  }
}
