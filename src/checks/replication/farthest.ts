import { positionOf } from '#cluster/facts/backup/wal'

/** The replicas that have received most WAL: a failover to any other replica would lose more. */
export const farthestOf = <Replica>(
  replicas: readonly Replica[],
  received: (replica: Replica) => string | null,
): readonly Replica[] => {
  const far = (replica: Replica) => positionOf(received(replica) ?? '0/0')
  const most = replicas.reduce((max, one) => (far(one) > max ? far(one) : max), 0n)
  return replicas.filter(one => far(one) === most)
}
