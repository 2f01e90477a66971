/** Fetches what a clone of a stanza lacks of the WAL on its way to a later moment. */

import { aboutToRestore, archivedIn } from '#cluster/drivers/clone/source'
import { getWal } from '#cluster/drivers/clone/stanza/from-stanza'
import { filesBefore, positionOf, readArchive, segmentAt, walName } from '#cluster/facts/backup/wal'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { type CloneTarget, recordOf } from '#model/clone/target'

interface MovedClone extends Pick<FoundClone, 'folder'> {
  readonly about: Pick<CloneAbout, 'archive'>
}

/** Nothing to do for a clone of a repository of files. */
export const moreWal = async (
  action: CloneAction & { readonly target: CloneTarget },
  holder: Holder,
  { folder, about: { archive } }: MovedClone,
  stop: AbortSignal,
): Promise<void> => {
  const { stanza, target } = action
  if (!stanza) return
  const backup = await aboutToRestore(action, holder)
  const archived = await archivedIn(action, holder)
  const there = new Set([...((await readArchive(archive)) ?? []), ...filesBefore(archived, backup)])
  const last = lastPlace(target, backup.segment)
  const names = archived.filter(
    name => !there.has(name) && (last === null || name.slice(8, 24) <= last),
  )
  await getWal({ stanza, data: dataOf(folder), names, archive, stop })
}

/** The record of the moment may go on in the next file. In names without the timeline; null for all files. */
const lastPlace = (target: CloneTarget, segment: number): string | null => {
  const record = recordOf(target)
  if (record === null) return null
  return walName(0, segmentAt(positionOf(record.lsn), segment) + 1n, segment).slice(8)
}
