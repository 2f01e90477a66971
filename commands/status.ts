import { z } from 'zod'
import { troubleIn } from '#checks/trouble'
import { aboutNodes, type NodeAbout } from '#cluster/facts/node/status'
import { answers } from '#model/command'
import type { Engine } from '#model/engine'
import { line } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
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
    const parts = await Promise.all(wanted.map(({ name }) => aboutCluster(engine, name)))
    const well = parts.every(({ trouble }) => trouble.length === 0)
    const at = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
    return answer(
      well
        ? `${wanted.map(({ name }) => name).join(', ')}: every node answers, no transaction is older than 5 min (${at}).`
        : `${parts.flatMap(({ trouble }) => trouble)[0] ?? ''} (${at})`,
      {
        lines: parts.flatMap(({ trouble }) => trouble).slice(1),
        table: {
          columns: ['Node', 'Role, lag', 'Connections', 'Size', 'Oldest transaction'],
          rows: parts.flatMap(({ rows }) => rows),
        },
      },
    )
  },
})

interface About {
  readonly rows: readonly (readonly string[])[]
  readonly trouble: readonly string[]
}

const aboutCluster = async (engine: Engine, name: string): Promise<About> => {
  let view: View | Refusal
  try {
    view = await engine.view(name)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { rows: [[name, error.message, '', '', '']], trouble: [error.message] }
  }
  if (isRefusal(view)) return { rows: [], trouble: [view.because] }
  const { unreachable } = view
  const nodes = await aboutNodes(view)
  return {
    rows: [...nodes.map(rowOf), ...unreachable.map(node => [node, 'does not answer', '', '', ''])],
    trouble: troubleIn({ cluster: name, unreachable, nodes }),
  }
}

const rowOf = (node: NodeAbout): readonly string[] => [
  node.name,
  `${node.role}${node.role === 'primary' ? '' : lagOf(node)}`,
  `${node.seesSessions ? node.connections : 'not known'} of ${node.connectionsMost}`,
  bytes(node.bytes),
  oldestOf(node),
]

/** Those of others are hidden without pg_monitor, prepared ones are not. */
const oldestOf = ({ oldest: [first], seesSessions }: NodeAbout): string => {
  if (!seesSessions) return 'not known'
  return first === undefined ? 'none' : seconds(first.seconds)
}

const lagOf = ({ streams, behindBytes, behindSeconds }: NodeAbout): string => {
  const behind = bytes(behindBytes ?? 0)
  if (!streams) return `, not streaming, ${behind} behind`
  return `, ${behindSeconds === null ? '' : `${seconds(behindSeconds)} `}(${behind}) behind`
}
