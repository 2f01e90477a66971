/**
 * Holds a folder that lies where others may write: what is done under `path` is done in that very folder, also where somebody puts a
 * link in its place meanwhile.
 */
import { closeSync, constants, fstatSync, fsyncSync, openSync } from 'node:fs'
import { Failure, hasCode } from '#src/errors'

export interface FileOwner {
  readonly uid: number
  readonly gid: number
}

/** Howdah's own user; null where there are no users. */
export const ownUser = (): FileOwner | null => {
  const [uid, gid] = [process.getuid?.(), process.getegid?.()]
  return uid === undefined || gid === undefined ? null : { uid, gid }
}

export interface HeldFolder {
  readonly path: string
  /** Puts the names in the folder on disk: a rename is there for good only then. */
  flush(): void
  release(): void
}

/** Throws a Failure for a link, and for a folder of another user than `owner`; null takes a folder of anybody. */
export const holdFolder = (folder: string, owner: FileOwner | null): HeldFolder => {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
  const fd = openPlain(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  if (owner && fstatSync(fd).uid !== owner.uid) {
    closeSync(fd)
    throw strange(`${folder} belongs to another user than the folder around it`)
  }
  return {
    // Elsewhere a folder has no name that outlives a rename.
    path: process.platform === 'linux' ? `/proc/self/fd/${fd}` : folder,
    flush: () => fsyncSync(fd),
    release: () => closeSync(fd),
  }
}

const openPlain = (folder: string, flags: number): number => {
  try {
    return openSync(folder, flags)
  } catch (error) {
    if (!hasCode(error, 'ENOTDIR', 'ELOOP')) throw error
    throw strange(`${folder} is no folder of its own but a link or a file`)
  }
}

const strange = (what: string): Failure =>
  new Failure(
    'files.strange-folder',
    `${what}, so nothing is read or written there.`,
    'Find out who put it there, and take it away.',
  )
