import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { SentTo } from '#cluster/facts/replication/node'
import { bytes, milliseconds } from '#text/figures'

/**
 * How old the data are that a reader of this replica sees. A replica that has replayed everything is not behind, however
 * long the primary has been idle; WAL that was received only is not seen by readers.
 */
export const lagWords = (
  { about: { behindBytes, behindSeconds } }: Pick<ReplicatingNode, 'about'>,
  sent: Pick<SentTo, 'replayMs'> | undefined,
): string => {
  if (behindBytes === null) return 'not known, as nothing was replayed yet'
  if (behindBytes === 0) return 'none'
  const ms = sent?.replayMs ?? (behindSeconds === null ? null : behindSeconds * 1_000)
  return `${bytes(behindBytes)}${ms === null ? '' : `, ${milliseconds(ms)}`}`
}
