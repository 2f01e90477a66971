/**
 * Removes a backup: a rename first, so that no half of a backup ever has the name of one, then the files. A removal
 * that was interrupted is gone on with.
 */
import { lstat, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { removeTree } from '#cluster/drivers/files/remove-tree'
import { readAbout } from '#cluster/facts/backup/about'
import { backupsIn } from '#cluster/facts/backup/layout'
import type { ActionState } from '#model/actions/action-kind'
import type { FilesAction } from '#model/actions/files'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure, hasCode } from '#src/errors'

type Removed = Pick<FilesAction, 'folder' | 'backup' | 'manifest'>

export const removeBackup = async (action: Removed, marks: BackupMarks): Promise<void> => {
  const { whole, removing } = placesOf(action)
  if (await isThere(whole)) {
    const found = await readAbout(whole, marks)
    if (found?.genuine !== 'genuine' || found.about.manifest !== action.manifest)
      throw new Failure(
        'backup.another',
        `${action.backup} is not the backup of the plan any more, so it was left alone.`,
        'Plan again.',
      )
    // Of a removal that was interrupted before.
    await removeTree(removing)
    await rename(whole, removing)
    await flushFolder(backupsIn(action.folder))
  }
  await removeTree(removing)
}

export const stateOfRemoval = async (action: Removed): Promise<ActionState> => {
  const { whole, removing } = placesOf(action)
  if (await isThere(whole)) return 'absent'
  if (await isThere(removing)) return 'partial'
  if (await isThere(backupsIn(action.folder))) return 'present'
  throw outOfReach(action.folder, 'it is not there')
}

const placesOf = ({ folder, backup }: Removed) => ({
  whole: join(backupsIn(folder), backup),
  removing: join(backupsIn(folder), `.${backup}.removing`),
})

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false
      throw outOfReach(path, error)
    },
  )
