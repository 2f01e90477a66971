/**
 * Opens the log of a server to append to. The server's user may have put a link to files of others in the place of the log
 * since the server wrote there.
 */
import { closeSync, constants, fchownSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'
import { Failure, hasCode } from '#src/errors'

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants

/** Null where no plain file lies there, or one that is not the owner's; `owner` null takes a file of anybody. */
export const openLog = (path: string, owner: FileOwner | null): number | null => {
  try {
    const log = openSync(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
    const found = fstatSync(log)
    if (found.isFile() && found.nlink === 1 && (owner === null || found.uid === owner.uid))
      return log
    closeSync(log)
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR', 'EACCES')) throw error
  }
  return null
}

/** Makes the log where there is none; throws a Failure for anything else by that name. */
export const openLogIn = (folder: string, name: string, owner: FileOwner | null): number => {
  const held = holdFolder(folder, owner)
  try {
    const path = join(held.path, name)
    const log = openLog(path, owner) ?? createdLog(path, owner)
    if (log !== null) return log
  } finally {
    held.release()
  }
  throw new Failure(
    'files.strange-log',
    `${join(folder, name)} is no plain file of the server’s user, so no server was started that would write there.`,
    'Find out who put it there, and take it away.',
  )
}

const createdLog = (path: string, owner: FileOwner | null): number | null => {
  try {
    const log = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL, 0o600)
    if (owner) fchownSync(log, owner.uid, owner.gid)
    return log
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return null
    throw error
  }
}
