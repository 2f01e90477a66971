/** Readings of the metrics of shop-1, a primary: each a moment after the last, with what had happened since. */
import type { MetricSample, SampledNode } from '#cluster/facts/metric/sample'
import type { Counter } from '#cluster/facts/query/counters'

export interface Happened {
  readonly seconds?: number
  /** By queryid: calls and the milliseconds of each. */
  readonly calls?: Readonly<Record<string, readonly [calls: number, meanMs: number]>>
  readonly commits?: number
  readonly rollbacks?: number
  readonly temporaryBytes?: number
  readonly walBytes?: number
  readonly requested?: number
  readonly failedToArchive?: number
  /** Gauges, at the moment of the reading. */
  readonly waiting?: number
  readonly committing?: number
  readonly connections?: number
  /** Of front/app. */
  readonly waitingClients?: number | null
  readonly behindBytes?: number | null
  readonly followers?: number
  readonly computationMs?: number
  /** What the node says otherwise. */
  readonly more?: (node: SampledNode) => Partial<SampledNode>
}

/** 14:00 UTC. */
export const start = Date.UTC(2026, 10, 29, 14) / 1_000

const first: SampledNode = {
  at: start,
  role: 'primary',
  sees: true,
  transactions: {
    began: 7,
    databases: 'a',
    commits: 90_000,
    rollbacks: 400,
    temporaryBytes: 5_000_000,
  },
  sessions: { waiting: 0, connections: 20, most: 97 },
  checkpoints: { began: 7, requested: 40 },
  archiving: { began: 7, failed: 3 },
  wal: { began: 7, bytes: 3_000_000_000 },
  followers: { count: 1, behindBytes: 0 },
  statements: {
    statements: { 1: counter(5_000, 6_000), 2: counter(900, 90_000) },
    reset: 7,
    evictions: 0,
  },
  computationMs: 4,
}

function counter(calls: number, totalMs: number): Counter {
  return { calls, totalMs, rows: calls, longestMs: 900, begun: [7] }
}

/** `traffic` of a quiet hour: 50 transactions a second. */
export const readings = (
  happened: readonly Happened[],
  from: SampledNode = first,
): readonly MetricSample[] => {
  const nodes = [from]
  for (const one of happened) nodes.push(next(nodes.at(-1) ?? from, one))
  return nodes.map(node => sample({ 'shop-1': node }))
}

export const sample = (
  nodes: Readonly<Record<string, SampledNode>>,
  silent: readonly string[] = [],
): MetricSample => ({
  at: new Date((Object.values(nodes)[0]?.at ?? start) * 1_000).toISOString(),
  nodes,
  silent,
})

/** The node of the last reading, to go on from. */
export const lastOf = (samples: readonly MetricSample[]): SampledNode =>
  samples.at(-1)?.nodes['shop-1'] ?? first

const next = (node: SampledNode, one: Happened): SampledNode => {
  const seconds = one.seconds ?? 10
  const { transactions, checkpoints, archiving, wal, sessions, followers, statements } = node
  const later: SampledNode = {
    ...node,
    at: node.at + seconds,
    transactions: {
      ...transactions,
      commits: transactions.commits + (one.commits ?? 50 * seconds),
      rollbacks: transactions.rollbacks + (one.rollbacks ?? 0),
      temporaryBytes: transactions.temporaryBytes + (one.temporaryBytes ?? 0),
    },
    sessions: {
      ...sessions,
      waiting: one.waiting ?? 0,
      committing: one.committing ?? 0,
      connections: one.connections ?? sessions.connections,
    },
    checkpoints: { ...checkpoints, requested: checkpoints.requested + (one.requested ?? 0) },
    archiving: { ...archiving, failed: archiving.failed + (one.failedToArchive ?? 0) },
    wal: { ...wal, bytes: wal.bytes + (one.walBytes ?? 0) },
    computationMs: one.computationMs ?? 4,
    waitingClients: { 'front/app': one.waitingClients === undefined ? 0 : one.waitingClients },
    followers: {
      count: one.followers ?? followers.count,
      behindBytes: one.behindBytes === undefined ? 0 : one.behindBytes,
    },
    statements: statements && {
      ...statements,
      statements: Object.fromEntries(
        Object.entries(statements.statements).map(([id, then]) => {
          const [calls, meanMs] = one.calls?.[id] ?? [0, 0]
          return [
            id,
            {
              ...then,
              calls: then.calls + calls,
              rows: then.rows + calls,
              totalMs: then.totalMs + calls * meanMs,
            },
          ]
        }),
      ),
    },
  }
  return { ...later, ...one.more?.(later) }
}

/** The same thing again and again. */
export const times = (count: number, one: Happened): readonly Happened[] =>
  Array.from({ length: count }, () => one)
