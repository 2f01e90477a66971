/** Databases that are paused while no run of Howdah has anything to do with pools of the cluster. */
import type { PoolsFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { Change } from '#model/change'

export const pausedAlone = (
  { cluster, poolers }: Pick<PoolsFacts, 'cluster' | 'poolers'>,
  open: readonly Change[],
): readonly PooledDatabase[] =>
  open.some(
    ({ plan, state }) => plan.cluster === cluster && begun(state) && mayPause(plan.playbook),
  )
    ? []
    : poolers.flatMap(({ databases }) => databases.filter(({ paused }) => paused))

const begun = (state: Change['state']): boolean => state !== 'pending' && state !== 'queued'

const mayPause = (playbook: string): boolean =>
  playbook === 'pool.pause' || playbook.startsWith('replication.')
