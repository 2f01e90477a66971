/** Why an index is not rebuilt, and what to do instead. */
import type { RebuildFacts } from '#cluster/facts/index/existing'
import { walOf } from '#cluster/facts/node/wal'
import { type Refusal, refusal } from '#model/refusal'
import { type ActedOn, atWork, ownerMissing } from '#playbooks/index/refusals'
import { notEnoughDisk } from '#playbooks/shared/disk-room'
import { stillBeing } from '#playbooks/shared/refusals'
import { overTemporary, roomFor } from '#playbooks/shared/sort-room'
import { diskOf } from '#text/figures'

export type Rebuild = ActedOn & RebuildFacts

/** `walBefore`: bytes of WAL that earlier rebuilds of the same plan write. */
export const notRebuilt = (meant: Rebuild, walBefore = 0): Refusal | undefined =>
  otherKind(meant) ??
  atWork(meant) ??
  copyInTheWay(meant) ??
  tooLarge(meant, walBefore) ??
  ownerMissing(meant)

/** Indexes that PostgreSQL does not rebuild concurrently. */
const otherKind = ({ index }: ActedOn): Refusal | undefined => {
  if (index.exclusion) {
    return refusal(
      `${index.quoted} keeps the exclusion constraint ${index.constraint ?? index.name}, and PostgreSQL rebuilds no such index concurrently.`,
      'Rebuild it with REINDEX in a maintenance window: that stops reads and writes meanwhile.',
    )
  }
  return index.partitioned
    ? refusal(
        `${index.quoted} is the index of a partitioned table.`,
        'Rebuild its parts one by one: `index list` shows them.',
      )
    : undefined
}

/** Refuses where an earlier rebuild left a copy, or where a stranger has the name of a copy. */
const copyInTheWay = ({
  index,
  copies: [copy],
  likeCopies: [other],
}: Rebuild): Refusal | undefined => {
  if (copy) {
    return copy.inProgress === null
      ? refusal(
          `${copy.quoted} is left over from a failed rebuild of ${index.quoted}.`,
          'Drop it, then ask again.',
          `index drop ${copy.quoted}`,
        )
      : stillBeing(copy.quoted, copy.inProgress)
  }
  if (other !== undefined)
    return refusal(
      `${other} has the name that the copy made meanwhile would get, and could be taken for it.`,
      'Rename it first.',
    )
  return undefined
}

/** The disk has to hold the copy and the sort for the copy; the old index stays until the copy is ready. */
const tooLarge = (
  { actor, index, place, freeBytes, wal, limits }: Rebuild,
  walBefore: number,
): Refusal | undefined =>
  notEnoughDisk({
    what: 'rebuild',
    node: place.node,
    disk: diskOf(place.node, index),
    room: roomFor(index.bytes, limits),
    wal: walBefore + walOf(index.method, index.bytes),
    freeBytes,
    about: wal,
  }) ?? overTemporary({ what: 'rebuild', actor, method: index.method, size: index.bytes, limits })
