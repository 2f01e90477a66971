/** Fetches the missing WAL of a stanza for a clone on the way to a later moment. */

import { aboutToRestore, archivedIn } from '#cluster/drivers/clone/source'
import { getWal } from '#cluster/drivers/clone/stanza/from-stanza'
import { walUntil } from '#cluster/drivers/clone/stanza/wal-until'
import { filesBefore, readArchive } from '#cluster/facts/backup/wal'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'

interface MovedClone extends Pick<FoundClone, 'folder'> {
  readonly about: Pick<CloneAbout, 'archive'>
}

/** Nothing to do for a clone of a repository of files. */
export const moreWal = async (
  action: CloneAction,
  holder: Holder,
  { folder, about: { archive } }: MovedClone,
  stop: AbortSignal,
): Promise<void> => {
  const { stanza, target } = action
  if (!stanza) return
  const backup = await aboutToRestore(action, holder)
  const archived = await archivedIn(action, holder)
  const there = new Set([...((await readArchive(archive)) ?? []), ...filesBefore(archived, backup)])
  const names = walUntil(archived, target, backup).filter(name => !there.has(name))
  await getWal({ stanza, data: dataOf(folder), names, archive, stop })
}
