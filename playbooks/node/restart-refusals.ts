/** Reasons against a restart, each with the way out. */
import type { NodeToRestart, RestartFacts } from '#cluster/facts/node/restart'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { Provider } from '#model/cluster'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { inRestartOrder } from '#playbooks/node/restart-order'
import { noSuchNode } from '#playbooks/shared/no-such-node'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'

/** A node with the facts of its server. */
export interface Restarted {
  readonly node: ReplicatingNode
  readonly about: NodeToRestart
  readonly data: string
}

export interface RestartReady extends RestartFacts {
  readonly system: string
  /** In the order of the restarts. */
  readonly restarted: readonly Restarted[]
}

const ways: Readonly<Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>> = {
  patroni: ['Patroni starts the servers of this cluster.', 'Use `patronictl restart`.'],
  cloudnativepg: [
    'The operator starts the servers of this cluster.',
    'Use `kubectl cnpg restart`.',
  ],
  rds: ['The service starts the servers of this cluster.', 'Reboot the instance.'],
  'cloud-sql': [
    'The service starts the servers of this cluster.',
    'Use `gcloud sql instances restart`.',
  ],
  azure: [
    'The service starts the servers of this cluster.',
    'Use `az postgres flexible-server restart`.',
  ],
}

/** `wanted` is undefined for every node. */
export const readyToRestart = (
  wanted: string | undefined,
  facts: RestartFacts,
): Refusal | RestartReady => {
  const { cluster, cloneOf, provider, lacks, system, nodes, unreachable } = facts
  if (provider !== 'self-managed') return refusal(...ways[provider])
  if (cloneOf !== null)
    return refusal(
      `${cluster} is a clone of ${cloneOf}.`,
      'Start it again by `clone start`, or end it.',
    )
  if (lacks === null) return noLogin('ha')
  if (system === null)
    return refusal(
      `Of which database system ${cluster} is cannot be read.`,
      'See what is missing.',
      'doctor',
    )
  const meant = nodes.filter(({ name }) => wanted === undefined || name === wanted)
  if (meant.length === 0 && wanted !== undefined) return unknownNode(wanted, facts)
  if (wanted === undefined && unreachable.length > 0)
    return refusal(
      `${listed(unreachable.map(({ name }) => name))} does not answer, and a restart would take one more node away.`,
      'Bring it back first, or name one node.',
      'replication status',
    )
  if (lacks.length > 0)
    return refusal(
      'The login for ha lacks rights.',
      `Let a superuser run: ${lacks.map(one => `\`${one}\``).join(', ')}.`,
    )
  const order = inRestartOrder(meant, facts)
  if (isRefusal(order)) return order
  const restarted: Restarted[] = []
  for (const node of order) {
    const about = facts.restarts.get(node.name)
    if (about?.server.kind !== 'here') return outOfReach(node.name, about)
    restarted.push({ node, about, data: about.server.data })
  }
  return { ...facts, system, restarted }
}

const outOfReach = (name: string, about: NodeToRestart | undefined): Refusal =>
  refusal(
    `Howdah can neither stop nor start ${name}: ${about?.server.kind === 'out of reach' ? about.server.because : 'its server was not found'}.`,
    'Restart it by hand, or by whatever manages the servers.',
  )

const unknownNode = (wanted: string, { cluster, nodes, unreachable }: RestartFacts): Refusal => {
  const silent = unreachable.find(({ name }) => name === wanted)
  if (silent) return refusal(silent.because, silent.instead)
  return noSuchNode(wanted, {
    cluster,
    names: nodes.map(({ name }) => name),
    none: 'None of its nodes answers.',
  })
}
