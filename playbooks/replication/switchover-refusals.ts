/** Reasons against a switchover to this node, each with the way out. */
import { whyNot } from '#checks/replication/why-not'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { SwitchoverFacts } from '#cluster/facts/replication/switchover'
import type { Provider } from '#model/cluster'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type ByPatroni, byPatroni, noAddress } from '#playbooks/replication/switchover-by-patroni'
import { type PoolsMeanwhile, poolsMeanwhile } from '#playbooks/replication/switchover-pools'
import { noSuchNode } from '#playbooks/shared/no-such-node'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'

export interface SwitchoverReady extends SwitchoverFacts {
  readonly primary: ReplicatingNode
  readonly candidate: ReplicatingNode
  readonly system: string
  readonly by: ByServers | ByPatroni
  readonly waiting: PoolsMeanwhile
}

/** Howdah stops, promotes and starts. */
export interface ByServers {
  readonly kind: 'servers'
  /** The data directory of the primary. */
  readonly data: string
  /** Of the candidate, to switch back by; null where its server is out of reach. */
  readonly dataBack: string | null
}

const ways: Readonly<
  Record<Exclude<Provider, 'self-managed' | 'patroni'>, readonly [string, string]>
> = {
  cloudnativepg: [
    'The operator decides who is the primary of this cluster.',
    'Use `kubectl cnpg promote`.',
  ],
  rds: [
    'The service decides who is the primary of this cluster.',
    'Reboot the instance with failover.',
  ],
  'cloud-sql': [
    'The service decides who is the primary of this cluster.',
    'Use `gcloud sql instances failover`.',
  ],
  azure: [
    'The service decides who is the primary of this cluster.',
    'Use `az postgres flexible-server restart --failover Planned`.',
  ],
}

export const readyToSwitch = (to: string, facts: SwitchoverFacts): Refusal | SwitchoverReady => {
  const { cluster, cloneOf, provider, nodes, unreachable, lacks, system } = facts
  if (provider !== 'self-managed' && provider !== 'patroni') return refusal(...ways[provider])
  if (provider === 'patroni' && facts.patroni === null) return noAddress
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no replica.`, `Name ${cloneOf}.`)
  if (lacks === null) return noLogin('ha')
  const primary = nodes.find(({ role }) => role === 'primary')
  const candidate = nodes.find(({ name }) => name === to)
  if (!primary || system === null)
    return refusal(
      `Which node of ${cluster} is the primary, or of which database system, cannot be read.`,
      'See what is missing.',
      'doctor',
    )
  if (!candidate) return unknownNode(to, facts)
  if (unreachable.length > 0)
    return refusal(
      `${listed(unreachable.map(({ name }) => name))} does not answer, and may be a second primary for all that is known.`,
      'Bring it back, or take it out of the inventory, then ask again.',
      'replication status',
    )
  const [reason, ...more] = whyNot(facts, candidate)
  if (reason !== undefined)
    return refusal(
      `${to} cannot take over now: ${[reason, ...more].join('; ')}.`,
      candidate === primary ? 'Name a replica.' : 'Put that right, or name another replica.',
      'replication status',
    )
  if (lacks.length > 0)
    return refusal(
      'The login for ha lacks rights.',
      `Let a superuser run: ${lacks.map(one => `\`${one}\``).join(', ')}.`,
    )
  const by = facts.patroni
    ? byPatroni(facts.patroni, primary, candidate, system)
    : byServers(facts, primary, candidate)
  if (isRefusal(by)) return by
  const waiting = poolsMeanwhile(facts.pools, primary.name, candidate.name)
  return isRefusal(waiting) ? waiting : { ...facts, system, primary, candidate, by, waiting }
}

const byServers = (
  { servers }: SwitchoverFacts,
  primary: ReplicatingNode,
  candidate: ReplicatingNode,
): Refusal | ByServers => {
  const server = servers.get(primary.name)
  if (server?.kind !== 'here')
    return refusal(
      `Howdah can neither stop nor start ${primary.name}: ${server?.because ?? 'its server was not found'}.`,
      'Stop and promote by hand, or by whatever manages the servers.',
    )
  const back = servers.get(candidate.name)
  return { kind: 'servers', data: server.data, dataBack: back?.kind === 'here' ? back.data : null }
}

/** Nobody is led to a name that would be refused at once. */
const unknownNode = (to: string, facts: SwitchoverFacts): Refusal => {
  const { cluster, nodes, unreachable } = facts
  const silent = unreachable.find(({ name }) => name === to)
  if (silent) return refusal(silent.because, silent.instead)
  const names = nodes.filter(node => whyNot(facts, node).length === 0).map(({ name }) => name)
  return noSuchNode(to, { cluster, names, none: 'No replica can take over now.' })
}
