import { z } from 'zod'
import { troubleIn } from '#checks/trouble'
import { aboutNodes, type NodeAbout } from '#cluster/facts/node/status'
import { answers } from '#model/command'
import type { Engine } from '#model/engine'
import { line } from '#model/input'
import { isRefusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { Failure } from '#src/errors'
import { bytes, seconds } from '#text/figures'

export const status = answers({
  words: 'status',
  summary: 'Nodes, roles, lag, connections, size and the oldest transaction',
  example: 'shop',
  first: 'cluster',
  daily: true,
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    cluster: line.optional().describe('All of them when left out'),
    tag: line.optional().describe('Only clusters with this tag'),
  }),
  async answer({ input, engine }) {
    const wanted = engine.config.clusters.filter(
      ({ name, tags }) =>
        (input.cluster === undefined || input.cluster === name) &&
        (input.tag === undefined || tags.includes(input.tag)),
    )
    if (wanted.length === 0) {
      return refusal(
        'No cluster of the inventory fits.',
        `There are ${engine.clusters.join(', ')}.`,
      )
    }
    const seen = await Promise.all(wanted.map(({ name }) => seeCluster(engine, name)))
    return statusOf(seen, new Date())
  },
})

/** The facts about a cluster, or why the cluster cannot be read. */
export interface ClusterSeen {
  readonly name: string
  /** A sentence; null where the cluster was read. */
  readonly away: string | null
  readonly unreachable: readonly string[]
  readonly nodes: readonly NodeAbout[]
}

const seeCluster = async (engine: Engine, name: string): Promise<ClusterSeen> => {
  const view = await viewOrWhyNot(engine, name)
  return typeof view === 'string'
    ? { name, away: view, unreachable: [], nodes: [] }
    : { name, away: null, unreachable: view.unreachable, nodes: await aboutNodes(view) }
}

const viewOrWhyNot = async (engine: Engine, name: string): Promise<View | string> => {
  try {
    const view = await engine.view(name)
    return isRefusal(view) ? view.because : view
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.message
  }
}

export const statusOf = (clusters: readonly ClusterSeen[], now: Date): Answer => {
  const trouble = clusters.flatMap(one => (one.away === null ? troubleOf(one) : [one.away]))
  const at = `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const [first, ...others] = trouble
  return answer(
    first === undefined
      ? `${clusters.map(({ name }) => name).join(', ')}: every node answers, no transaction is older than 5 min (${at}).`
      : `${first} (${at})`,
    {
      lines: others,
      table: {
        columns: ['Node', 'Role, lag', 'Connections', 'Size', 'Oldest transaction'],
        rows: clusters.flatMap(rowsOf),
      },
    },
  )
}

const troubleOf = ({ name, ...seen }: ClusterSeen): readonly string[] =>
  troubleIn({ cluster: name, ...seen })

const rowsOf = ({ name, away, nodes, unreachable }: ClusterSeen): readonly (readonly string[])[] =>
  away === null
    ? [...nodes.map(rowOf), ...unreachable.map(node => [node, 'does not answer', '', '', ''])]
    : [[name, away, '', '', '']]

const rowOf = (node: NodeAbout): readonly string[] => [
  node.name,
  `${node.role}${node.role === 'primary' ? '' : lagOf(node)}`,
  `${node.seesSessions ? node.connections : 'not known'} of ${node.connectionsMost}`,
  bytes(node.bytes),
  oldestOf(node),
]

/** Without pg_monitor transactions of other sessions are hidden, prepared transactions are not. */
const oldestOf = ({ oldest: [first], seesSessions }: NodeAbout): string => {
  if (!seesSessions) return 'not known'
  return first === undefined ? 'none' : seconds(first.seconds)
}

const lagOf = ({ streams, behindBytes, behindSeconds }: NodeAbout): string => {
  const behind = bytes(behindBytes ?? 0)
  if (!streams) return `, not streaming, ${behind} behind`
  return `, ${behindSeconds === null ? '' : `${seconds(behindSeconds)} `}(${behind}) behind`
}
