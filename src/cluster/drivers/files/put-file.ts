/**
 * Puts a file into a folder that others may write: whole, or not at all. No link is followed, neither in the place of the
 * file nor in that of the unfinished one.
 */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'

export interface PutOptions {
  readonly mode: number
  /** Of the file, and of the folder where that is not said; null leaves both as they are. */
  readonly owner: FileOwner | null
  readonly folder?: FileOwner
  /** Whether the file has to survive a crash of the machine. */
  readonly flush: boolean
}

export const putFile = async (
  path: string,
  content: string,
  { mode, owner, folder: around, flush }: PutOptions,
): Promise<void> => {
  const folder = holdFolder(dirname(path), around ?? owner)
  const name = basename(path)
  const half = join(folder.path, `.${name}.${randomBytes(6).toString('hex')}`)
  try {
    // `wx` neither follows a link nor opens a file of others.
    const file = await open(half, 'wx', mode)
    try {
      await file.writeFile(content)
      if (owner) await file.chown(owner.uid, owner.gid)
      // The umask has taken bits, and chown may.
      await file.chmod(mode)
      if (flush) await file.sync()
    } finally {
      await file.close()
    }
    await rename(half, join(folder.path, name))
    if (flush) folder.flush()
  } finally {
    await rm(half, { force: true })
    folder.release()
  }
}
