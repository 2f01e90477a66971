/** Why Patroni would let a replica not take over, which Patroni itself answers with “no good candidates” at most. */
import { isUp, type PatroniOfNode } from '#cluster/facts/patroni/look'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { bytes } from '#text/figures'

/** Reasons in a few words each, the gravest first. */
export const patroniWhyNot = (
  patroni: readonly PatroniOfNode[],
  { name, about: { behindBytes } }: Pick<ReplicatingNode, 'name' | 'about'>,
  primary: Pick<ReplicatingNode, 'name'>,
): readonly string[] => {
  const own = patroni.find(({ node }) => node === name)
  const leading = patroni.find(({ node }) => node === primary.name)
  if (own?.kind !== 'said') return ['its Patroni does not answer']
  if (leading?.kind !== 'said') return [`the Patroni of ${primary.name} does not answer`]
  const { members, mostLag, synchronous } = leading
  const member = members.find(one => one.name === own.member)
  if (!member) return [`the Patroni of ${primary.name} knows no member ${own.member}`]
  return [
    ...(leading.leader === leading.member
      ? []
      : [`its primary ${primary.name} is not the leader of Patroni`]),
    ...(isUp(member) ? [] : [`Patroni says that its server is ${member.state}`]),
    ...(member.noFailover ? ['its tag `nofailover` forbids it'] : []),
    ...(synchronous && !member.syncStandby
      ? ['Patroni lets only a synchronous replica take over, and it is none']
      : []),
    ...((behindBytes ?? 0) > mostLag
      ? [`it lacks ${bytes(behindBytes ?? 0)}, and Patroni allows ${bytes(mostLag)}`]
      : []),
  ]
}
