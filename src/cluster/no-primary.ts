/** Why a cluster cannot be looked at: no node is the primary, or several are. */
import type { TellingNode, Topology } from '#cluster/topology'
import { Failure } from '#src/errors'
import { minute } from '#text/instant'

/** The causes of all nodes together. Trouble that passes counts most: the primary may be behind it. */
export const noPrimary = (
  { cluster, provider }: Pick<Topology, 'cluster' | 'provider'>,
  replicas: readonly string[],
  troubles: readonly Failure[],
): Failure => {
  const failover = provider === 'self-managed' ? byPerson : byItself
  const lead = troubles.find(({ passes }) => passes) ?? troubles[0]
  const only = replicas.length > 0 ? [onlyReplicas(cluster, replicas)] : []
  if (!lead) return new Failure('cluster.no-primary', only.join(''), failover, { unknown: true })
  const several = troubles.length > 1 ? [`No node of ${cluster} can be looked at.`] : []
  return new Failure(
    lead.code,
    together([...(replicas.length > 0 ? only : several), ...troubles.map(one => one.message)]),
    together([...troubles.map(one => one.instead), ...(replicas.length > 0 ? [failover] : [])]),
    { cause: lead, unknown: lead.unknown },
  )
}

const onlyReplicas = (cluster: string, replicas: readonly string[]): string =>
  `No node of ${cluster} is known to be the primary: ${replicas.join(', ')} ${replicas.length === 1 ? 'is a replica' : 'are replicas'}.`

const byItself = 'Wait for the failover to end, then ask again.'
const byPerson =
  'Start the primary again, which loses nothing; where that takes too long or it is gone for good, use `replication failover`, which tells first what is lost.'

/** Several nodes may have the same to say. */
const together = (sentences: readonly string[]): string => [...new Set(sentences)].join(' ')

type SelfSaid = Pick<TellingNode, 'name' | 'timeline' | 'position' | 'startedAt' | 'promotedAt'>

export const twoPrimaries = (
  cluster: string,
  nodes: readonly SelfSaid[],
  silent: readonly Failure[],
): Failure =>
  new Failure(
    'cluster.two-primaries',
    together([
      `${numbers[nodes.length] ?? nodes.length} nodes of ${cluster} say that they are the primary: ${nodes.map(selfSaid).join('; ')}.`,
      ...silent.map(({ message }) => message),
    ]),
    'Nothing acts until all but one are stopped: find out which one holds the newest data.',
  )

const numbers: readonly (string | undefined)[] = [undefined, undefined, 'Two', 'Three', 'Four']

/** `shop-2 since 2026-11-29 18:40 UTC, when it was promoted (timeline 2, WAL at 0/3000148)`. */
const selfSaid = ({ name, timeline, position, startedAt, promotedAt }: SelfSaid): string =>
  `${name} ${promotedAt === null ? `since ${minute(startedAt)} at the latest, when its server started` : `since ${minute(promotedAt)}, when it was promoted`} (timeline ${timeline ?? 'not known'}, WAL at ${position ?? 'a place not known'})`
