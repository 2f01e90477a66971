/** What every node of a cluster tells about the metrics at a moment: plain data, which can be kept. */
import { readComputation } from '#cluster/facts/metric/computation'
import { type NodeSample, readNodeSample } from '#cluster/facts/metric/node-sample'
import { type AskedPool, waitingClientsOf } from '#cluster/facts/pool/waiting-clients'
import { type Counters, countersOf } from '#cluster/facts/query/counters'
import type { NodeView, View } from '#model/view'
import { Failure } from '#src/errors'

export interface MetricSample {
  /** ISO; not of a node's clock. */
  readonly at: string
  /** Nodes that answered, by name. */
  readonly nodes: Readonly<Record<string, SampledNode>>
  /** Nodes that did not answer. */
  readonly silent: readonly string[]
}

export interface SampledNode extends NodeSample {
  readonly role: NodeView['role']
  /** Of the view's database; null where pg_stat_statements cannot be read, or no statement was asked for. */
  readonly statements: Counters | null
  /** Milliseconds of a fixed computation; null where no statement was asked for, left out by earlier builds. */
  readonly computationMs?: number | null
  /** By the label of the pool, `front/app`; null where not told. On the primary alone, and left out where no pool was asked for. */
  readonly waitingClients?: Readonly<Record<string, number | null>>
}

export interface MetricsAsked {
  readonly queryids: readonly string[]
  readonly pools: readonly AskedPool[]
}

/** A node that does not answer keeps no other from being read. */
export const readMetrics = async (
  view: Pick<View, 'nodes' | 'unreachable' | 'cluster' | 'poolers'>,
  { queryids, pools }: MetricsAsked,
  at: Date,
): Promise<MetricSample> => {
  const { nodes, unreachable, cluster } = view
  const waiting = pools.length > 0 ? waitingClientsOf(view, pools) : undefined
  const read = await Promise.all(
    nodes.map(async ({ name, role, reader }) => {
      try {
        const sample = await readNodeSample(reader, cluster.version)
        const statements = queryids.length > 0 ? await countersOf(reader, queryids) : null
        const computationMs = statements ? await readComputation(reader) : null
        const queues = waiting && role === 'primary' ? { waitingClients: await waiting } : undefined
        return { name, sampled: { ...sample, role, statements, computationMs, ...queues } }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        return { name, sampled: null }
      }
    }),
  )
  return {
    at: at.toISOString(),
    nodes: Object.fromEntries(
      read.flatMap(({ name, sampled }) => (sampled ? [[name, sampled]] : [])),
    ),
    silent: [...read.filter(({ sampled }) => !sampled), ...unreachable].map(({ name }) => name),
  }
}
