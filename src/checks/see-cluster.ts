/** Looks at a cluster as a whole, or node by node where that cannot be. */
import { aboutNodes, type NodeAbout } from '#cluster/facts/node/status'
import type { Engine } from '#model/engine'
import { type Refusal, refusal } from '#model/refusal'
import type { Unclear, View } from '#model/view'
import { Failure } from '#src/errors'

/** The facts about a cluster, or why the cluster cannot be read as a whole. */
export interface ClusterSeen {
  readonly name: string
  /** The source of a clone; left out for a cluster of the inventory. */
  readonly cloneOf?: string
  /** A sentence; null with exactly a single primary. Without, `nodes` are the nodes that answer on their own. */
  readonly away: string | null
  readonly unreachable: View['unreachable']
  readonly nodes: readonly NodeAbout[]
}

export const seeCluster = async (
  engine: Pick<Engine, 'look'>,
  name: string,
): Promise<ClusterSeen> => {
  const found = await lookOrWhyNot(engine, name)
  if (!('kind' in found))
    return { name, away: null, unreachable: found.unreachable, nodes: await aboutNodes(found) }
  const nodes = found.kind === 'unclear' ? await Promise.all(found.nodes.map(aboutNodes)) : []
  const away = `${found.because} ${found.instead}`
  return { name, away, unreachable: [], nodes: nodes.flat() }
}

const lookOrWhyNot = async (
  engine: Pick<Engine, 'look'>,
  name: string,
): Promise<View | Unclear | Refusal> => {
  try {
    return await engine.look(name)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return refusal(error.message, error.instead)
  }
}
