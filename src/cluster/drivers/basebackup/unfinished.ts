/**
 * An unfinished base backup in a repository of files: a folder of this holder alone. The folder gets the name of the
 * backup once all is on disk. A holder that was frozen meanwhile finds the name taken.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepArchives } from '#cluster/drivers/basebackup/keep-archives'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { type HeldFolder, holdFolder } from '#cluster/drivers/files/held-folder'
import { removeFrom, removeTree } from '#cluster/drivers/files/remove-tree'
import { readAbout } from '#cluster/facts/backup/about'
import { archiveFile, backupsIn, sealedName, unfinishedPrefix } from '#cluster/facts/backup/layout'
import type { BackupManifest } from '#cluster/facts/backup/manifest'
import { isPlainFolder, namesIn } from '#cluster/facts/backup/plain-file'
import { mostBackups } from '#cluster/facts/backup/repository'
import type { ActionState } from '#model/actions/action-kind'
import type { BasebackupAction } from '#model/actions/basebackup'
import type { FileKey } from '#model/cluster'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure, hasCode } from '#src/errors'
import { encrypting } from '#src/vault/encrypt'

type Wanted = Pick<BasebackupAction, 'folder' | 'backup' | 'way'>

export interface UnfinishedBackup {
  /** Begins the archive of a tablespace, by oid, or null for the data folder's own; the archive before is complete. Gives the name. */
  begin(tablespace: string | null): string
  /** Copies `part`; resolves when more may come. */
  write(part: Buffer): Promise<void> | undefined
  /** Resolves when every archive is on disk, with the files that are not as the manifest says, in sentences. */
  written(manifest: BackupManifest): Promise<readonly string[]>
  /** Puts a file of the backup, encrypted where there is a key. */
  putContent(file: string, content: Buffer): Promise<void>
  /** Puts a file as it is. */
  put(file: string, content: string | Buffer): Promise<void>
  /** Gives the folder the name of the backup. */
  finish(): Promise<void>
  remove(): Promise<void>
  /** Lets go of the folder, at every end. */
  close(): void
}

export const openUnfinished = async (
  { folder, backup, system }: Wanted & Pick<BasebackupAction, 'system'>,
  run: string,
  token: number,
  key: FileKey | null,
): Promise<UnfinishedBackup> => {
  const backups = backupsIn(folder)
  const name = `${unfinishedPrefix(backup, run)}${token}`
  await mkdir(backups, { recursive: true, mode: 0o700 })
  if (!(await isPlainFolder(backups))) throw notPlain(backups)
  // A user with the right to write in the repository could put links in the place of both folders meanwhile.
  const around = holdFolder(backups, null)
  const unfinished = await madeIn(around, name).catch((error: unknown) => {
    around.release()
    throw error
  })
  const archives = keepArchives()
  const sealed = (file: string) => (key ? { key, name: sealedName(system, backup, file) } : null)
  const put = (file: string, content: string | Buffer) =>
    writeFile(join(unfinished.path, file), content, { mode: 0o600, flush: true, flag: 'wx' })
  return {
    begin(tablespace) {
      const file = archiveFile(tablespace)
      archives.begin(tablespace, { path: join(unfinished.path, file), sealed: sealed(file) })
      return file
    },
    write: part => archives.write(part),
    written: manifest => archives.end(manifest),
    async putContent(file, content) {
      const as = sealed(file)
      const encrypted = as && encrypting(as.key, as.name)
      await put(
        file,
        encrypted ? Buffer.concat([...encrypted.push(content), ...encrypted.end()]) : content,
      )
    },
    put,
    async finish() {
      await flushFolder(unfinished.path)
      try {
        await rename(join(around.path, name), join(around.path, backup))
      } catch (error) {
        throw hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR') ? nameTaken(backup, error) : error
      }
      await flushFolder(around.path)
    },
    async remove() {
      await archives.abandon()
      await removeFrom(around, name)
    },
    close() {
      unfinished.release()
      around.release()
    },
  }
}

const madeIn = async (around: HeldFolder, name: string): Promise<HeldFolder> => {
  await removeFrom(around, name)
  const path = join(around.path, name)
  await mkdir(path, { mode: 0o700 })
  return holdFolder(path, null)
}

/** `run` null: of any run. A strange backup is not the run's. */
export const stateOfBackup = async (
  { folder, backup, way }: Wanted,
  run: string | null,
  marks: BackupMarks,
): Promise<ActionState> => {
  if (way === 'remove') {
    const left = await leftovers({ folder, backup }, run)
    return left.length === 0 ? 'present' : 'absent'
  }
  const there = await readAbout(join(backupsIn(folder), backup), marks)
  // A second Howdah may have given the name to a backup.
  if (there?.genuine === 'genuine' && (run === null || there.about.run === run)) return 'present'
  return (await leftovers({ folder, backup }, run)).length === 0 ? 'absent' : 'partial'
}

export const removeLeftovers = async (wanted: Wanted, run: string): Promise<void> => {
  for (const name of await leftovers(wanted, run))
    await removeTree(join(backupsIn(wanted.folder), name))
}

const leftovers = async (
  { folder, backup }: Pick<Wanted, 'folder' | 'backup'>,
  run: string | null,
): Promise<readonly string[]> => {
  const prefix = run === null ? `.${backup}.` : unfinishedPrefix(backup, run)
  const names = await namesIn(backupsIn(folder), mostBackups).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw outOfReach(folder, error)
  })
  if (names === 'crowded') throw outOfReach(folder, 'it has more names than a repository')
  return names.filter(name => name.startsWith(prefix))
}

const notPlain = (folder: string): Failure =>
  new Failure(
    'backup.repository',
    `${folder} is no folder of its own but a link, so nothing is written there.`,
    'Name the folder itself as `backup.folder` in the inventory.',
  )

const nameTaken = (backup: string, cause: unknown): Failure =>
  new Failure(
    'backup.name-taken',
    `Another Howdah took a ${backup} into the repository meanwhile, so this one was removed.`,
    'Plan again, and let one Howdah alone look after a repository.',
    { cause },
  )
