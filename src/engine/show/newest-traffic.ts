/** The newest traffic of the application: traffic from before the last change tells of another state. */
import type { Parts } from '#engine/parts'
import type { NewestTraffic } from '#model/traffic'
import type { View } from '#model/view'
import { lastChangeOf } from '#store/runs'

export const newestTraffic = async (
  { store, traffic, now }: Pick<Parts, 'store' | 'traffic' | 'now'>,
  { cluster, database, nodes }: Pick<View, 'cluster' | 'database' | 'nodes'>,
  minutes: number,
): Promise<NewestTraffic> => {
  const from = new Date((await now()).getTime() - minutes * 60_000)
  const last = await lastChangeOf(store, cluster.name)
  const changedAt = last !== null && last > from ? last : null
  const node = nodes.find(({ role }) => role === 'primary')?.name ?? ''
  const about = { node, notBefore: changedAt ?? from }
  return {
    spent: await traffic.spent(cluster.name, database, about),
    changedAt,
    slower: traffic.slower(cluster.name, database, node),
  }
}
