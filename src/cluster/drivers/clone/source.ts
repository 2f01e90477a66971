/** The backup that a clone is made of, and the archive behind, in a folder or in a stanza of pgBackRest. */
import { join } from 'node:path'
import { stanzaNow } from '#cluster/drivers/pgbackrest/stanza-now'
import { type BackupAbout, readAbout } from '#cluster/facts/backup/about'
import { backupsIn } from '#cluster/facts/backup/layout'
import { readArchive } from '#cluster/facts/backup/wal'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

/** Names in the archive; none where the archive cannot be read. */
export const archivedIn = async (
  action: CloneAction,
  holder: Holder,
): Promise<readonly string[]> => {
  const { stanza, archive } = action
  if (!stanza) return (await readArchive(archive)) ?? []
  return [...((await stanzaNow(stanza, action, holder)).told?.archived?.keys() ?? [])]
}

/** Throws a Failure where the backup is not as planned any more. */
export const aboutToRestore = async (action: CloneAction, holder: Holder): Promise<BackupAbout> => {
  const { stanza, folder, backup, manifest } = action
  if (stanza) {
    const { backups } = await stanzaNow(stanza, action, holder)
    const about = backups.find(one => one.backup === backup)?.about
    if (about?.manifest !== manifest) throw notThere(backup)
    return about
  }
  const read = await readAbout(join(backupsIn(folder), backup), holder.cluster.marks)
  if (read?.about.backup !== backup || read.genuine !== 'genuine') throw notThere(backup)
  return read.about
}

const notThere = (backup: string): Failure =>
  new Failure(
    'backup.missing',
    `${backup} is not in the repository any more as Howdah took it.`,
    'Plan again.',
  )
