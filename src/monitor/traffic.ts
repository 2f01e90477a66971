/** Reads the application's own traffic and recent past from pg_stat_statements on every node. */
import type { Cluster } from '#cluster/cluster'
import { type Counter, countersOf } from '#cluster/facts/query/statements'
import type { Sample, Traffic } from '#model/traffic'
import { Failure } from '#src/errors'

/** Counters of some statements at a moment, for `between` to compare. */
interface Snapshot {
  readonly at: string
  /** By node, then by queryid; nodes without the extension are left out. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, Counter>>>>
}

interface Remembered {
  readonly at: number
  readonly snapshot: Snapshot
}

/** How far back a plan's "before" may reach. */
const rememberMs = 120_000
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
  const read = readingOf(clusters)

  const remember = async (cluster: Cluster): Promise<void> => {
    const { name, database } = cluster.config
    const snapshot = await read(name, database, null)
    const now = performance.now()
    const kept = (past.get(name) ?? []).filter(one => now - one.at < rememberMs)
    past.set(name, [...kept, { at: now, snapshot }])
  }
  const look = () => {
    for (const cluster of clusters.values())
      void remember(cluster).catch((error: unknown) => report(error, { during: 'traffic' }))
  }
  look()
  const timer = setInterval(look, everyMs)

  return {
    snapshot: (cluster, database, measure) => read(cluster, database, measure.queryids),
    async remembered(cluster, database, measure, notBefore) {
      const oldest = (past.get(cluster) ?? []).find(
        ({ snapshot }) => notBefore === null || Date.parse(snapshot.at) > notBefore.getTime(),
      )
      const known = clusters.get(cluster)?.config.database === database ? oldest : undefined
      return known
        ? only(known.snapshot, measure.queryids)
        : read(cluster, database, measure.queryids)
    },
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
        return counters === null ? [] : [[name, counters] as const]
      }),
    )
    return { at: new Date().toISOString(), nodes: Object.fromEntries(entries.flat()) }
  }

const only = ({ at, nodes }: Snapshot, queryids: readonly string[]): Snapshot => ({
  at,
  nodes: Object.fromEntries(
    Object.entries(nodes).map(([node, counters]) => [
      node,
      Object.fromEntries(Object.entries(counters).filter(([id]) => queryids.includes(id))),
    ]),
  ),
})

/** Null without calls in between, or when the counters were reset. */
const between = (earlier: Snapshot, later: Snapshot): Sample | null => {
  let [calls, totalMs] = [0, 0]
  for (const [node, counters] of Object.entries(later.nodes)) {
    const before = earlier.nodes[node]
    // A node missing from the first snapshot would count the whole past.
    if (!before) continue
    for (const [id, counter] of Object.entries(counters)) {
      const gained = counter.calls - (before[id]?.calls ?? 0)
      if (gained < 0) return null
      calls += gained
      totalMs += counter.totalMs - (before[id]?.totalMs ?? 0)
    }
  }
  if (calls === 0) return null
  const seconds = (Date.parse(later.at) - Date.parse(earlier.at)) / 1_000
  return { meanMs: totalMs / calls, calls, seconds }
}
