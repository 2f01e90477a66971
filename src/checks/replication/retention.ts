/** What the replication slots of a node keep from being removed, and how long the disk lasts for that. */
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { ReplicationSlot } from '#cluster/facts/replication/node'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'

export const retentionWords = (node: ReplicatingNode): readonly string[] =>
  node.slots.map(slot => {
    const { name, type, retainedBytes } = slot
    const kept = retainedBytes === null ? 'no WAL' : `${bytes(retainedBytes)} of WAL`
    return `Slot ${name} on ${node.name} (${type}, ${useWords(slot)}) keeps ${kept}${growsOn(slot) ? diskWords(node, slot) : ''}.`
  })

const useWords = ({ active, idleSince }: ReplicationSlot): string =>
  active ? 'in use' : `NOT in use${idleSince === null ? '' : ` since ${minute(idleSince)}`}`

/** The reader of a slot in use that keeps more than `max_wal_size` does not keep up. */
const growsOn = ({ active, walStatus }: ReplicationSlot): boolean =>
  !active || (walStatus !== null && walStatus !== 'reserved')

/** Whatever is written stays until a slot moves on, at the mean rate so far, or until PostgreSQL gives the slot up. */
export const diskWords = (
  {
    walFreeBytes,
    walPerSecond,
    slotKeepsBytes,
  }: Pick<ReplicatingNode, 'walFreeBytes' | 'walPerSecond' | 'slotKeepsBytes'>,
  { retainedBytes }: Pick<ReplicationSlot, 'retainedBytes'>,
): string => {
  const room = slotKeepsBytes === null ? null : Math.max(0, slotKeepsBytes - (retainedBytes ?? 0))
  if (slotKeepsBytes !== null && room !== null && (walFreeBytes === null || room < walFreeBytes))
    return `; PostgreSQL gives it up over ${bytes(slotKeepsBytes)} (max_slot_wal_keep_size)${walPerSecond < 1 ? '' : `, in ${timeWords(room / walPerSecond)}`}`
  if (walFreeBytes === null) return '; the disk cannot be seen from here'
  if (walPerSecond < 1) return ''
  return `; at ${bytes(walPerSecond)} a second the disk is full in ${timeWords(walFreeBytes / walPerSecond)}`
}

const timeWords = (left: number): string =>
  left > mostDays * 86_400 ? `more than ${counted(mostDays, 'day')}` : seconds(left)

const mostDays = 30
