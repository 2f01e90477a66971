/**
 * An unfinished base backup in a repository of files: a folder of this holder alone. The folder gets the name of the
 * backup once all is on disk. A holder that was frozen meanwhile finds the name taken.
 */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { readAbout } from '#cluster/facts/backup/about'
import { backupsIn, sealedName, unfinishedPrefix } from '#cluster/facts/backup/layout'
import { isPlainFolder } from '#cluster/facts/backup/plain-file'
import type { ActionState } from '#model/actions/action-kind'
import type { BasebackupAction } from '#model/actions/basebackup'
import type { FileKey } from '#model/cluster'
import type { BackupMarks } from '#model/record/backup-marks'
import { Failure, hasCode } from '#src/errors'
import { type Encrypting, encrypting } from '#src/vault/encrypt'

type Wanted = Pick<BasebackupAction, 'folder' | 'backup' | 'way'>

export interface UnfinishedBackup {
  /** Begins a file; the file before is complete. */
  begin(file: string): void
  /** Copies `part`; resolves when more may come. */
  write(part: Buffer): Promise<void> | undefined
  /** Resolves when every begun file is on disk. */
  written(): Promise<void>
  /** Puts a file of the backup, encrypted where there is a key. */
  putContent(file: string, content: Buffer): Promise<void>
  /** Puts a file as it is. */
  put(file: string, content: string | Buffer): Promise<void>
  /** Gives the folder the name of the backup. */
  finish(): Promise<void>
  remove(): Promise<void>
}

/** Bytes that may wait for the disk. */
const waiting = 4 * 1_024 ** 2

export const openUnfinished = async (
  { folder, backup, system }: Wanted & Pick<BasebackupAction, 'system'>,
  run: string,
  token: number,
  key: FileKey | null,
): Promise<UnfinishedBackup> => {
  const backups = backupsIn(folder)
  const unfinished = join(backups, `${unfinishedPrefix(backup, run)}${token}`)
  await mkdir(backups, { recursive: true, mode: 0o700 })
  if (!(await isPlainFolder(backups))) throw notPlain(backups)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  const files: Promise<void>[] = []
  let out: WriteStream | undefined
  let encrypted: Encrypting | undefined
  let draining: Promise<void> | undefined
  const encrypt = (file: string) =>
    key ? encrypting(key, sealedName(system, backup, file)) : undefined
  const end = () => {
    for (const part of encrypted?.end() ?? []) out?.write(part)
    out?.end()
  }
  const put = (file: string, content: string | Buffer) =>
    writeFile(join(unfinished, file), content, { mode: 0o600, flush: true, flag: 'wx' })
  /** False where the sender has to wait. */
  const hand = (current: WriteStream, part: Buffer): boolean => {
    // node-postgres gives views of a buffer that the next messages overwrite.
    if (!encrypted) return current.write(Buffer.from(part))
    let more = true
    for (const one of encrypted.push(part)) more = current.write(one)
    return more
  }
  return {
    begin(file) {
      end()
      encrypted = encrypt(file)
      draining = undefined
      // `flush`: on disk before the file counts as closed.
      out = createWriteStream(join(unfinished, file), {
        flags: 'wx',
        mode: 0o600,
        flush: true,
        highWaterMark: waiting,
      })
      const closed = finished(out)
      // The next write hears the error, or `written`.
      closed.catch(() => {})
      files.push(closed)
    },
    write(part) {
      const current = out
      if (!current || (!current.errored && hand(current, part))) return undefined
      // Many parts come before the sender hears of the pause: all wait for the same drain.
      draining ??= new Promise(resolve => {
        current.once('drain', () => {
          draining = undefined
          resolve()
        })
      })
      return Promise.race([draining, files.at(-1)])
    },
    async written() {
      end()
      await Promise.all(files)
    },
    async putContent(file, content) {
      const encryptedFile = encrypt(file)
      await put(
        file,
        encryptedFile
          ? Buffer.concat([...encryptedFile.push(content), ...encryptedFile.end()])
          : content,
      )
    },
    put,
    async finish() {
      await flushFolder(unfinished)
      try {
        await rename(unfinished, join(backups, backup))
      } catch (error) {
        throw hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR') ? nameTaken(backup, error) : error
      }
      await flushFolder(backups)
    },
    async remove() {
      out?.destroy()
      await Promise.allSettled(files)
      await rm(unfinished, { recursive: true, force: true })
    },
  }
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
    await rm(join(backupsIn(wanted.folder), name), { recursive: true, force: true })
}

const leftovers = async (
  { folder, backup }: Pick<Wanted, 'folder' | 'backup'>,
  run: string | null,
): Promise<readonly string[]> => {
  const prefix = run === null ? `.${backup}.` : unfinishedPrefix(backup, run)
  const names = await readdir(backupsIn(folder)).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw outOfReach(folder, error)
  })
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
