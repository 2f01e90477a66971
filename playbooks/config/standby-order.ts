/** Settings of a replica must not be below the primary's: such a replica does not start, or stops replaying (manual 26.4.1). */
import type { ConfigNode } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import { type Refusal, refusal } from '#model/refusal'
import type { NodeChange } from '#playbooks/config/changes'
import { listed } from '#text/listed'

const names: ReadonlySet<string> = new Set([
  'max_connections',
  'max_worker_processes',
  'max_wal_senders',
  'max_prepared_transactions',
  'max_locks_per_transaction',
])

/** The changed settings that no replica may have lower than its primary. */
export const orderedSettings = (changed: readonly NodeChange[]): readonly string[] => [
  ...waysOf(changed).keys(),
]

type Way = 'raises' | 'lowers'

const waysOf = (changed: readonly NodeChange[]): ReadonlyMap<string, ReadonlySet<Way>> => {
  const ways = new Map<string, Set<Way>>()
  for (const { setting, now, after } of changed.flatMap(({ changes }) => changes)) {
    if (!names.has(setting.name) || now === null || Number(after) === Number(now)) continue
    const way: Way = Number(after) > Number(now) ? 'raises' : 'lowers'
    ways.set(setting.name, (ways.get(setting.name) ?? new Set()).add(way))
  }
  return ways
}

/** The primary comes first where less is wanted, and last otherwise. */
export const inOrder = (changed: readonly NodeChange[]): readonly NodeChange[] => {
  const first = lowers(changed) ? 'primary' : 'replica'
  return changed.toSorted(
    (one, other) => Number(other.node.role === first) - Number(one.node.role === first),
  )
}

const lowers = (changed: readonly NodeChange[]): boolean =>
  [...waysOf(changed).values()].some(ways => ways.has('lowers'))

/** Refuses a change that would leave a replica with less than the primary. `all` are the nodes that answer. */
export const lessThanPrimary = (
  changed: readonly NodeChange[],
  all: readonly ConfigNode[],
): Refusal | undefined => {
  const ways = waysOf(changed)
  const both = new Set([...ways.values()].flatMap(one => [...one]))
  if (both.size > 1)
    return refusal(
      `This raises some and lowers other settings that no replica may have lower than its primary (${listed([...ways.keys()])}): no order of the nodes is safe for both.`,
      'Plan what is raised first, and what is lowered once that is in force everywhere.',
    )
  for (const name of ways.keys()) {
    const after = all.map(node => {
      const change = changed
        .find(one => one.node.name === node.name)
        ?.changes.find(({ setting }) => setting.name === name)
      return { node, value: Number(change?.after ?? servedBy(node, name)?.next) }
    })
    const primary = after.find(({ node }) => node.role === 'primary')
    const less = after.find(
      ({ node, value }) => node.role === 'replica' && primary && value < primary.value,
    )
    if (less && primary)
      return refusal(
        `${less.node.name} would have ${name} ${less.value} and the primary ${primary.node.name} ${primary.value}: a replica with less than its primary does not start.`,
        'Leave `node=` out, so that every node is changed in the right order.',
      )
  }
  return undefined
}

/** The order of the restarts, for settings that wait for a restart. */
export const restartOrder = (changed: readonly NodeChange[]): readonly string[] => {
  if (waysOf(changed).size === 0 || changed.length < 2) return []
  return [
    lowers(changed)
      ? 'Restart the primary first, and each replica once it has replayed the restart: a replica must not have less than its primary.'
      : 'Restart the replicas first, then the primary: a replica must not have less than its primary.',
  ]
}
