/** Why a node takes no reads, in words that go on after the node's name; null where it may. */
import type { ReadRoute } from '#model/pool/known-pooler'
import type { RoutedNode } from '#model/pool/read-route'
import { bytes, seconds } from '#text/figures'

/** The words of a node. */
export interface NodeTold extends Pick<RoutedNode, 'is' | 'behindSeconds' | 'behindBytes'> {
  readonly paused: boolean
  readonly delayed: boolean
  /** The node has WAL that the primary lacks. */
  readonly strange: boolean
}

export const troubleOf = (
  told: NodeTold,
  { lagSeconds, lagBytes }: Pick<ReadRoute, 'lagSeconds' | 'lagBytes'>,
): string | null => {
  const { is, behindSeconds, behindBytes } = told
  if (is === 'silent') return 'does not answer'
  if (is === 'primary') return 'is the primary'
  if (told.strange) return 'has WAL that the primary lacks'
  if (told.paused) return 'does not replay, as somebody has paused that'
  if (told.delayed) return 'replays late on purpose (`recovery_min_apply_delay`)'
  if (behindSeconds === null || behindBytes === null) return 'is not compared with a primary yet'
  if (behindSeconds > lagSeconds)
    return `is ${seconds(behindSeconds)} behind, with a limit of ${seconds(lagSeconds)}`
  if (lagBytes !== null && behindBytes > lagBytes)
    return `is ${bytes(behindBytes)} behind, with a limit of ${bytes(lagBytes)}`
  return null
}
