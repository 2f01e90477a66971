/** The order in which nodes restart, so that no replica ever has less than the primary: such a replica does not start. */
import type { RestartFacts } from '#cluster/facts/node/restart'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { type Refusal, refusal } from '#model/refusal'

/** The nodes in the order of their restart: replicas first where that is safe, else the primary first. */
export const inRestartOrder = (
  nodes: readonly ReplicatingNode[],
  facts: Pick<RestartFacts, 'nodes' | 'restarts'>,
): Refusal | readonly ReplicatingNode[] => {
  const unknown = unknownLimit(nodes, facts)
  if (unknown) return unknown
  const first = (role: ReplicatingNode['role']) =>
    nodes.toSorted((one, other) => Number(other.role === role) - Number(one.role === role))
  const orders = [first('replica'), first('primary')]
  const whole = orders.find(order => lessIn(order, facts) === null)
  if (whole) return whole
  const less = lessIn(orders[0] ?? [], facts)
  const { replica, primary, name } = less ?? { replica: '', primary: '', name: '' }
  return refusal(
    `${replica} would have a lower ${name} than ${primary}, in whatever order these restart: a replica with less than its primary does not start.`,
    nodes.length === facts.nodes.length
      ? `Give both the same ${name} by \`config set\`, and ask again.`
      : 'Leave the node out, so that every node restarts in the right order.',
    'config list',
  )
}

const unknownLimit = (
  nodes: readonly ReplicatingNode[],
  facts: Pick<RestartFacts, 'nodes' | 'restarts'>,
): Refusal | undefined => {
  if (facts.nodes.length < 2) return undefined
  for (const { name, limits } of nodes) {
    const { waiting = [], grants = [] } = facts.restarts.get(name) ?? {}
    const setting = waiting.find(one => one.name in limits && one.next === null)
    if (setting)
      return refusal(
        `What ${setting.name} becomes on ${name} cannot be read, and a replica with less than its primary does not start.`,
        `Let a superuser run: ${grants.map(one => `\`${one}\``).join(', ')}.`,
      )
  }
  return undefined
}

interface Less {
  readonly replica: string
  readonly primary: string
  readonly name: string
}

/** Goes through the restarts one by one, with the values in force after each; null where every replica has enough. */
const lessIn = (
  order: readonly ReplicatingNode[],
  { nodes, restarts }: Pick<RestartFacts, 'nodes' | 'restarts'>,
): Less | null => {
  const primary = nodes.find(({ role }) => role === 'primary')
  if (!primary) return null
  const inForce = new Map(nodes.map(({ name, limits }) => [name, { ...limits }]))
  for (const node of order) {
    const limits = inForce.get(node.name) ?? {}
    const raised = new Set<string>()
    for (const { name, next } of restarts.get(node.name)?.waiting ?? [])
      if (name in limits && next !== null) {
        limits[name] = Number(next)
        raised.add(name)
      }
    const above = inForce.get(primary.name) ?? {}
    const touched = node === primary ? nodes.filter(({ role }) => role === 'replica') : [node]
    for (const one of touched)
      for (const name of Object.keys(above)) {
        const own = inForce.get(one.name)?.[name] ?? 0
        // A lack from before is no matter of the restart.
        const matters = node !== primary || raised.has(name)
        if (matters && own < (above[name] ?? 0))
          return { replica: one.name, primary: primary.name, name }
      }
  }
  return null
}
