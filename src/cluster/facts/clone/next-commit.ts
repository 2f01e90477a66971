/** Facts that a step of a clone to the next transaction depends on. */
import { join } from 'node:path'
import { readAbout } from '#cluster/facts/backup/about'
import { backupsIn } from '#cluster/facts/backup/layout'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { type FoundMoment, momentFinder } from '#cluster/facts/restore/find-moment'
import { readMoments, type StretchRead } from '#cluster/facts/restore/read-moments'
import type { View } from '#model/view'
import { noKeys } from '#src/vault/keys'

export interface NextCommitFacts extends ClonesFacts {
  /** False where the backup of the clone is not in the repository any more. */
  readonly backupThere: boolean
  /** Whether the backup and the WAL behind are in pgBackRest, whose WAL Howdah does not read. */
  readonly isOfStanza: boolean
  /** The first commit that the clone has not replayed; null where the archived WAL has none. */
  readonly next: FoundMoment | null
  /** Null where no WAL was read. */
  readonly read: StretchRead | null
}

/** Files of WAL that are read at most. */
const mostFiles = 1_024

export const lookAtNextCommit = async (view: View, name: string): Promise<NextCommitFacts> => {
  const clones = await clonesOfCluster(view)
  const isOfStanza = view.repository?.stanza !== undefined
  const nothing = { ...clones, backupThere: true, isOfStanza, next: null, read: null }
  const clone = clones.place?.clones.find(one => one.about?.clone === name)?.about
  if (!clone || !view.repository || isOfStanza) return nothing
  const { archive, folder, keys = noKeys, marks } = view.repository
  const read = await readAbout(join(backupsIn(folder), clone.backup), marks)
  if (read?.genuine !== 'genuine' || read.about.system !== clone.system)
    return { ...nothing, backupThere: false }
  const finder = momentFinder({ kind: 'commit' })
  const stretch = await readMoments(
    {
      archive,
      keys: keys.wal,
      about: read.about,
      from: clone.reached,
      until: null,
      files: mostFiles,
    },
    record => finder.hear(record),
  )
  return { ...nothing, next: finder.found(), read: stretch }
}
