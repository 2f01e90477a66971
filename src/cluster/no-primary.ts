/** Why a cluster cannot be looked at: no node is the primary, or several are. */
import { Failure } from '#src/errors'

/** The causes of all nodes together. Trouble that passes counts most: the primary may be behind it. */
export const noPrimary = (
  cluster: string,
  replicas: readonly string[],
  troubles: readonly Failure[],
): Failure => {
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

const failover = 'Wait for the failover to end, or promote a replica, then ask again.'

/** Several nodes may have the same to say. */
const together = (sentences: readonly string[]): string => [...new Set(sentences)].join(' ')

export const twoPrimaries = (
  cluster: string,
  nodes: readonly { readonly name: string }[],
): Failure =>
  new Failure(
    'cluster.two-primaries',
    `${nodes.map(({ name }) => name).join(' and ')} of ${cluster} both say that they are the primary.`,
    'Nothing is done until one of them is stopped: find out which one holds the newest data.',
  )
