/** A switchover on a cluster of Patroni: Patroni acts, and Howdah asks once and looks. */
import type { PatroniOfNode } from '#cluster/facts/patroni/look'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { SwitchoverFacts } from '#cluster/facts/replication/switchover'
import type { PatroniAction } from '#model/actions/replication/patroni'
import { type Refusal, refusal } from '#model/refusal'
import type { PoolsMeanwhile } from '#playbooks/replication/switchover-pools'
import { anotherCluster } from '#playbooks/shared/another-patroni'

export interface ByPatroni {
  readonly kind: 'patroni'
  /** Patroni's names of the cluster, the primary and the candidate. */
  readonly scope: string
  readonly leader: string
  readonly next: string
}

export const noAddress: Refusal = refusal(
  'Patroni decides who is the primary of this cluster, and the inventory does not say where Patroni is reached.',
  'Write `patroni: { url: https://…:8008 }` at each node and `credentials.patroni`, or use `patronictl switchover`.',
)

/** Both nodes are fit by now. */
export const byPatroni = (
  patroni: readonly PatroniOfNode[],
  primary: Pick<ReplicatingNode, 'name'>,
  candidate: Pick<ReplicatingNode, 'name'>,
  system: string,
): Refusal | ByPatroni => {
  const [leading, next] = [primary, candidate].map(({ name }) =>
    patroni.find(({ node }) => node === name),
  )
  if (leading?.kind !== 'said' || next?.kind !== 'said')
    return refusal('Patroni does not answer.', 'Look what it says.', 'replication status')
  return (
    anotherCluster([leading, next], system) ?? {
      kind: 'patroni',
      scope: leading.scope,
      leader: leading.member,
      next: next.member,
    }
  )
}

interface Planned extends Pick<SwitchoverFacts, 'database'> {
  readonly primary: Pick<ReplicatingNode, 'name'>
  readonly candidate: Pick<ReplicatingNode, 'name'>
  readonly system: string
  readonly waiting: PoolsMeanwhile
}

/** The way there, and the way back. */
export const actionsOfPatroni = (
  { primary, candidate, database, system, waiting }: Planned,
  { scope, leader, next }: ByPatroni,
): { readonly there: PatroniAction; readonly back: PatroniAction } => {
  const [from, to] = [primary.name, candidate.name]
  const both = {
    kind: 'patroni',
    database,
    duty: 'ha',
    scope,
    system,
    deadlineSeconds: 90,
  } as const
  return {
    there: {
      ...both,
      node: to,
      from,
      leader,
      candidate: next,
      ...(waiting.there ? { meanwhile: waiting.there } : {}),
    },
    back: {
      ...both,
      node: from,
      from: to,
      leader: next,
      candidate: leader,
      ...(waiting.back ? { meanwhile: waiting.back } : {}),
    },
  }
}
