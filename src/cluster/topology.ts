/** A cluster as told by each node about that very node, without a rule for contradictions. */
import { promotedAt, readWho, type Who } from '#cluster/facts/node/who'
import { actingLogins } from '#cluster/sign-in'
import type { ClusterConfig } from '#model/configuration'
import type { Reader, Unreachable } from '#model/view'
import { Failure } from '#src/errors'

export interface Topology {
  readonly cluster: string
  readonly provider: ClusterConfig['provider']
  /** A clone has a single node, which stays in recovery. */
  readonly isClone: boolean
  /** Nodes that answer, in the order of the inventory. */
  readonly nodes: readonly TellingNode[]
  readonly silent: readonly SilentNode[]
}

export interface TellingNode extends Who {
  readonly name: string
  /** ISO time of a promotion; asked for only with several primaries. */
  readonly promotedAt: string | null
}

interface SilentNode {
  readonly name: string
  readonly data?: string
  readonly trouble: Failure
}

export const readTopology = async (
  config: ClusterConfig,
  readerOf: (node: string) => Reader,
): Promise<Topology> => {
  const acting = actingLogins(config).map(({ user }) => user)
  const told = await Promise.all(
    config.nodes.map(async ({ name, data }): Promise<TellingNode | SilentNode> => {
      try {
        return { name, ...(await readWho(readerOf(name), acting)), promotedAt: null }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        return { name, trouble: error, ...(data === undefined ? {} : { data }) }
      }
    }),
  )
  const nodes = told.filter(node => 'recovering' in node)
  const several = nodes.filter(({ recovering }) => !recovering).length > 1
  return {
    cluster: config.name,
    provider: config.provider,
    isClone: config.cloneOf !== undefined,
    nodes: await Promise.all(
      nodes.map(async node =>
        several && !node.recovering
          ? { ...node, promotedAt: await promotedAt(readerOf(node.name), node) }
          : node,
      ),
    ),
    silent: told.filter(node => 'trouble' in node),
  }
}

export const unreachableIn = ({ silent }: Topology): readonly Unreachable[] =>
  silent.map(({ trouble, ...node }) => ({
    ...node,
    because: trouble.message,
    instead: trouble.instead,
  }))
