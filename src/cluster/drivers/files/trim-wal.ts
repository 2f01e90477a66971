/** Removes the WAL from before the start of a backup. Only files that the archive itself lists are touched. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { holdFolder } from '#cluster/drivers/files/held-folder'
import { isPlainFolder } from '#cluster/facts/backup/plain-file'
import { readRepository } from '#cluster/facts/backup/repository'
import { filesBefore, readArchive } from '#cluster/facts/backup/wal'
import type { ActionState } from '#model/actions/action-kind'
import type { FilesAction } from '#model/actions/files'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure } from '#src/errors'

export const trimWal = async (
  action: FilesAction,
  marks: BackupMarks,
  goOn: () => void,
): Promise<void> => {
  if (!(await isPlainFolder(action.archive)))
    throw new Failure(
      'backup.repository',
      `${action.archive} is a link, and may lead to files that are no archive, so no WAL was removed.`,
      'Name the folder itself as `backup.archive` in the inventory.',
    )
  // A link put there meanwhile leads to a different archive, where files have the same names.
  const held = holdFolder(action.archive, null)
  try {
    for (const name of await filesToTrim(action, marks, held.path)) {
      goOn()
      await rm(join(held.path, name), { force: true })
    }
  } finally {
    held.release()
  }
}

export const stateOfTrim = async (action: FilesAction, marks: BackupMarks): Promise<ActionState> =>
  (await filesToTrim(action, marks, action.archive)).length === 0 ? 'present' : 'absent'

/** Throws where another backup that lies in the folder by now needs one of the files. */
const filesToTrim = async (
  { folder, archive, backup, manifest }: FilesAction,
  marks: BackupMarks,
  /** Where the archive's files are. */
  place: string,
): Promise<readonly string[]> => {
  const { backups, trouble } = await readRepository({ folder, archive, marks })
  const names = await readArchive(place)
  if (trouble !== null || names === null) throw outOfReach(archive, trouble ?? 'it is not there')
  const oldest = backups.find(one => one.backup === backup && one.genuine === 'genuine')?.about
  if (oldest?.manifest !== manifest) throw changed(backup)
  const removed = filesBefore(names, oldest ?? null)
  for (const { backup: other, about } of backups)
    if (!about || filesBefore(names, about).length < removed.length) throw changed(other)
  return removed
}

const changed = (backup: string): Failure =>
  new Failure(
    'backup.another',
    `${backup} is not as it was when this was planned, and may need the WAL, so no WAL was removed.`,
    'Plan again.',
  )
