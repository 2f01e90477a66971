/** What the replication slots of a node keep from being removed, and how long the disk lasts for that. */
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { bytes, counted, seconds } from '#text/figures'

export const retentionWords = (node: ReplicatingNode): readonly string[] =>
  node.slots.map(
    ({ name, type, active, retainedBytes }) =>
      `Slot ${name} on ${node.name} (${type}, ${active ? 'in use' : 'NOT in use'}) keeps ${retainedBytes === null ? 'no WAL' : `${bytes(retainedBytes)} of WAL`}${active ? '' : diskWords(node)}.`,
  )

/** Whatever is written stays until a slot that is not in use moves on, at the mean rate so far. */
export const diskWords = ({
  walFreeBytes,
  walPerSecond,
}: Pick<ReplicatingNode, 'walFreeBytes' | 'walPerSecond'>): string => {
  if (walFreeBytes === null) return '; the disk cannot be seen from here'
  if (walPerSecond < 1) return ''
  const left = walFreeBytes / walPerSecond
  const time = left > mostDays * 86_400 ? `more than ${counted(mostDays, 'day')}` : seconds(left)
  return `; at ${bytes(walPerSecond)} a second the disk is full in ${time}`
}

const mostDays = 30
