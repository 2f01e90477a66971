/** Reads the application's own traffic and recent past from pg_stat_statements on every node. */
import type { Cluster } from '#cluster/cluster'
import { countersOf } from '#cluster/facts/query/counters'
import type { Traffic } from '#model/traffic'
import { between, type Snapshot } from '#monitor/between'
import { type NodesWatch, watchNodes } from '#monitor/slower/nodes'
import { spentSince } from '#monitor/spent-since'
import { thinned } from '#monitor/thinned'
import { Failure } from '#src/errors'

interface Remembered {
  readonly at: number
  readonly snapshot: Snapshot
}

/** How far back a plan's "before" may reach. */
const beforeMs = 120_000
const everyMs = 5_000

export interface OpenTraffic extends Traffic {
  stop(): void
}

/** Remembers the counters of each cluster's first database, so that "before" is more than a moment. */
export const openTraffic = (
  clusters: ReadonlyMap<string, Cluster>,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): OpenTraffic => {
  const past = new Map<string, Remembered[]>()
  const watches = new Map<string, NodesWatch>()
  const read = readingOf(clusters)

  const remember = async (cluster: Cluster): Promise<void> => {
    const { name, database } = cluster.config
    const snapshot = await read(name, database, null)
    const watch = watches.get(name) ?? watchNodes()
    watches.set(name, watch)
    watch.take(snapshot)
    const now = performance.now()
    past.set(name, [...thinned(past.get(name) ?? [], now), { at: now, snapshot }])
  }
  const kept = (cluster: string, database: string): readonly Remembered[] =>
    clusters.get(cluster)?.config.database === database ? (past.get(cluster) ?? []) : []
  const look = () => {
    for (const cluster of clusters.values())
      void remember(cluster).catch((error: unknown) => report(error, { during: 'traffic' }))
  }
  look()
  const timer = setInterval(look, everyMs)

  return {
    snapshot: (cluster, database, measure) => read(cluster, database, measure.queryids),
    async remembered(cluster, database, measure, notBefore) {
      const now = await read(cluster, database, measure.queryids)
      const known = kept(cluster, database)
        .filter(({ at }) => performance.now() - at < beforeMs)
        .filter(
          ({ snapshot: { at } }) => notBefore === null || Date.parse(at) > notBefore.getTime(),
        )
        .map(({ snapshot }) => only(snapshot, measure.queryids))
      return known.find(one => between(one, now) !== 'reset') ?? now
    },
    async spent(cluster, database, { node, notBefore }) {
      const known = kept(cluster, database)
        .map(({ snapshot }) => snapshot)
        .filter(({ at }) => Date.parse(at) > notBefore.getTime())
      return known.length === 0
        ? null
        : spentSince(known, await read(cluster, database, null), node)
    },
    slower: (cluster, database, node) =>
      clusters.get(cluster)?.config.database === database
        ? (watches.get(cluster)?.slower(node) ?? [])
        : [],
    between: (earlier, later) => between(earlier as Snapshot, later as Snapshot),
    stop: () => clearInterval(timer),
  }
}

/** The same without a past, for a process that comes and goes. */
export const presentTraffic = (clusters: ReadonlyMap<string, Cluster>): Traffic => {
  const read = readingOf(clusters)
  const now: Traffic['snapshot'] = (cluster, database, measure) =>
    read(cluster, database, measure.queryids)
  return {
    snapshot: now,
    remembered: now,
    spent: () => Promise.resolve(null),
    slower: () => [],
    between: (earlier, later) => between(earlier as Snapshot, later as Snapshot),
  }
}

const readingOf =
  (clusters: ReadonlyMap<string, Cluster>) =>
  async (name: string, database: string, queryids: readonly string[] | null): Promise<Snapshot> => {
    const cluster = clusters.get(name)
    if (!cluster)
      throw new Failure('traffic.no-cluster', `There is no cluster ${name}.`, 'Ask again.')
    const view = await cluster.view(database)
    const entries = await Promise.all(
      view.nodes.map(async ({ name, reader }) => {
        const counters = await countersOf(reader, queryids)
        return counters === null ? [] : [{ name, ...counters }]
      }),
    )
    const counted = entries.flat()
    return {
      at: new Date().toISOString(),
      nodes: Object.fromEntries(counted.map(({ name, statements }) => [name, statements])),
      resets: Object.fromEntries(counted.map(({ name, reset }) => [name, reset])),
      evictions: Object.fromEntries(counted.map(({ name, evictions }) => [name, evictions])),
    }
  }

const only = ({ nodes, ...more }: Snapshot, queryids: readonly string[]): Snapshot => ({
  ...more,
  nodes: Object.fromEntries(
    Object.entries(nodes).map(([node, counters]) => [
      node,
      Object.fromEntries(Object.entries(counters).filter(([id]) => queryids.includes(id))),
    ]),
  ),
})
