/** Reads and judges the metrics of guards, on all clusters. */
import type { Cluster } from '#cluster/cluster'
import { type MetricSample, readMetrics } from '#cluster/facts/metric/sample'
import type { Watcher } from '#model/guard'
import { judge } from '#monitor/judge/judge'
import { Failure } from '#src/errors'

export const openWatcher = (clusters: ReadonlyMap<string, Cluster>): Watcher => ({
  async read(name, database, watches, at) {
    const cluster = clusters.get(name)
    if (!cluster)
      throw new Failure('guard.no-cluster', `There is no cluster ${name}.`, 'Ask again.')
    const asked = {
      queryids: watches.flatMap(limit => (limit.metric === 'statement time' ? limit.queryids : [])),
      pools: watches.flatMap(limit => (limit.metric === 'waiting clients' ? [limit.pool] : [])),
    }
    return readMetrics(await cluster.view(database), asked, at)
  },
  silence: at => ({ at: at.toISOString(), nodes: {}, silent: [] }) satisfies MetricSample,
  judge: (guard, before, since, now) =>
    judge(guard, before as readonly MetricSample[], since as readonly MetricSample[], now),
})
