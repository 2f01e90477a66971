import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAbout } from '#cluster/facts/backup/about'
import type { Place } from '#model/actions/action-kind'
import type { FilesAction } from '#model/actions/files'
import type { BackupMarks } from '#model/record/backup-marks'
import { backupAbout } from '#test/support/facts/backup'

/** Puts the words of a backup into a repository, and gives the action that removes the backup. */
export const expiringIn = (
  folder: string,
  number: number,
  { marks, ...place }: Place & { readonly marks: BackupMarks },
  more: Partial<FilesAction>,
): FilesAction => {
  const backup = `full-${number}`
  const manifest = 'a'.repeat(64)
  const lies = join(folder, 'backups', backup)
  mkdirSync(lies, { recursive: true })
  mkdirSync(join(folder, 'wal'), { recursive: true })
  writeFileSync(join(lies, 'backup.json'), writeAbout(backupAbout({ backup, manifest }), marks))
  return {
    kind: 'files',
    ...place,
    folder,
    archive: join(folder, 'wal'),
    backup,
    manifest,
    way: 'remove',
    deadlineSeconds: 60,
    ...more,
  }
}
