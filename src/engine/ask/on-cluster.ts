/** Asks a command that reads about a cluster; node by node where the cluster has two primaries, or none. */
import type { Meant } from '#engine/plan/in-place'
import type { Engine } from '#model/engine'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { Unclear, View } from '#model/view'
import { Failure } from '#src/errors'

type Ask = (view: View) => Promise<Answer | Refusal>

/** Throws a Failure where no node answers. */
export const onCluster = async (
  engine: Pick<Engine, 'look'>,
  { cluster, database }: Meant,
  ask: Ask,
): Promise<Answer | Refusal> => {
  const found = await engine.look(cluster, database)
  if (!('kind' in found)) return ask(found)
  if (found.kind === 'refusal') return found
  return together(found, await Promise.all(found.nodes.map(view => onNode(view, ask))))
}

interface OnNode {
  readonly node: string
  readonly said: Answer | Refusal | Failure
}

/** A figure that only a primary has is missing on a replica, and that is said about this node alone. */
const onNode = async (view: View, ask: Ask): Promise<OnNode> => {
  const node = view.nodes[0]?.name ?? ''
  const said = await ask(view).catch((error: unknown) => {
    if (error instanceof Failure) return error
    throw error
  })
  return { node, said }
}

/** No offers of the nodes: no other plan can be made until the trouble is over. */
const together = (
  { because, instead, nodes: views }: Unclear,
  nodes: readonly OnNode[],
): Answer => {
  const answers = nodes.flatMap(({ node, said }) =>
    'kind' in said && said.kind === 'answer' ? [{ node, said }] : [],
  )
  const columns = answers.find(({ said }) => said.table)?.said.table?.columns
  const files = answers.flatMap(({ node, said: { file } }) =>
    file ? [{ name: file.name, text: `${node}:\n${file.text}` }] : [],
  )
  return answer(because, {
    alarm: true,
    lines: [instead, ...nodes.flatMap(linesOf)],
    ...(views.every(isReplicaOfOurs) ? { offers: [failOver] } : {}),
    ...(columns === undefined
      ? {}
      : {
          table: {
            columns,
            rows: answers.flatMap(({ node, said: { table } }) =>
              table?.columns.length === columns.length
                ? table.rows.map(([first = '', ...rest]) => [`${node}: ${first}`, ...rest])
                : [],
            ),
          },
        }),
    ...(files[0] === undefined
      ? {}
      : { file: { name: files[0].name, text: files.map(({ text }) => text).join('\n') } }),
  })
}

/** Patroni, an operator and a cloud fail over by themselves. */
const isReplicaOfOurs = ({ cluster, nodes: [node] }: View): boolean =>
  cluster.provider === 'self-managed' && node?.role === 'replica'

/** Asks for the name of the cluster, typed out. */
const failOver = { label: 'Fail Over', command: 'replication failover' }

const linesOf = ({ node, said }: OnNode): readonly string[] => {
  if (said instanceof Failure) return [`${node} by itself: ${said.message} ${said.instead}`]
  return said.kind === 'answer'
    ? [`${node} by itself: ${said.title}`, ...(said.lines ?? [])]
    : [`${node} by itself: ${said.because} ${said.instead}`]
}
