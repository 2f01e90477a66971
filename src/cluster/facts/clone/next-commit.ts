/** Facts that a step of a clone to the next transaction depends on. */
import { join } from 'node:path'
import { type BackupAbout, readAbout } from '#cluster/facts/backup/about'
import { backupsIn } from '#cluster/facts/backup/layout'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { readStanza } from '#cluster/facts/pgbackrest/repository'
import { withArchivedWal } from '#cluster/facts/restore/archived-wal'
import { type FoundMoment, momentFinder } from '#cluster/facts/restore/find-moment'
import { readMoments, type StretchRead } from '#cluster/facts/restore/read-moments'
import type { StanzaConfig } from '#model/cluster'
import type { KnownRepository, View } from '#model/view'

export interface NextCommitFacts extends ClonesFacts {
  /** False where the backup of the clone is not in the repository any more. */
  readonly backupThere: boolean
  /** The archive that the clone reads WAL from, in words of the inventory. */
  readonly archive: string
  /** The stanza of that archive; null for a repository of files. */
  readonly stanza: StanzaConfig | null
  /** The first commit that the clone has not replayed; null where the archived WAL has none. */
  readonly next: FoundMoment | null
  /** Null where no WAL was read. */
  readonly read: StretchRead | null
}

/** Files of WAL that are read at most. */
const mostFiles = 1_024

export const lookAtNextCommit = async (view: View, name: string): Promise<NextCommitFacts> => {
  const clones = await clonesOfCluster(view)
  const { repository } = view
  const found = clones.place?.clones.find(({ about }) => about?.clone === name)
  const clone = found?.about
  const isOfStanza = repository?.stanza !== undefined
  const nothing = {
    ...clones,
    backupThere: true,
    archive: (isOfStanza ? repository.archive : clone?.archive) ?? '',
    stanza: repository?.stanza ?? null,
    next: null,
    read: null,
  }
  if (!clone || !repository) return nothing
  const { about, archived } = await behindClone(view, repository, clone)
  if (about?.system !== clone.system) return { ...nothing, backupThere: false }
  const finder = momentFinder({ kind: 'commit' })
  const wanted = { archived, data: dataOf(found.folder) }
  const read = await withArchivedWal(repository, wanted, wal =>
    readMoments({ wal, about, from: clone.reached, until: null, files: mostFiles }, record =>
      finder.hear(record),
    ),
  )
  return { ...nothing, next: finder.found(), read: read ?? null }
}

/** The backup behind a clone, null where the backup is gone; and the WAL that pgBackRest has. */
const behindClone = async (
  view: View,
  repository: KnownRepository,
  { backup, manifest }: CloneAbout,
): Promise<{ readonly about: BackupAbout | null; readonly archived: readonly string[] | null }> => {
  if (repository.stanza) {
    const { backups, told } = await readStanza(repository, repository.stanza, view)
    const about = backups.find(one => one.backup === backup)?.about
    const archived = told?.archived ? [...told.archived.keys()] : null
    return { about: about?.manifest === manifest ? about : null, archived }
  }
  const read = await readAbout(join(backupsIn(repository.folder), backup), repository.marks)
  return { about: read?.genuine === 'genuine' ? read.about : null, archived: null }
}
