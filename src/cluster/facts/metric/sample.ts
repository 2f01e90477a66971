/** What every node of a cluster tells about the metrics at a moment: plain data, which can be kept. */
import { readComputation } from '#cluster/facts/metric/computation'
import { type NodeSample, readNodeSample } from '#cluster/facts/metric/node-sample'
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
}

/** A node that does not answer keeps no other from being read. */
export const readMetrics = async (
  { nodes, unreachable, cluster }: Pick<View, 'nodes' | 'unreachable' | 'cluster'>,
  queryids: readonly string[],
  at: Date,
): Promise<MetricSample> => {
  const read = await Promise.all(
    nodes.map(async ({ name, role, reader }) => {
      try {
        const sample = await readNodeSample(reader, cluster.version)
        const statements = queryids.length > 0 ? await countersOf(reader, queryids) : null
        const computationMs = statements ? await readComputation(reader) : null
        return { name, sampled: { ...sample, role, statements, computationMs } }
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
