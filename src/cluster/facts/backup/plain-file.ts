/**
 * Plain files of a folder that others may write: no link is followed, a pipe or a device never waited for, and nothing
 * larger than expected is read.
 */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, opendir } from 'node:fs/promises'

export interface PlainFile {
  readonly handle: FileHandle
  readonly bytes: number
}

/** Undefined where there is no plain file. The caller closes the handle. */
export const openPlain = async (path: string): Promise<PlainFile | undefined> => {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined)
  if (!handle) return undefined
  const found = await handle.stat().catch(() => undefined)
  if (found?.isFile()) return { handle, bytes: found.size }
  await handle.close()
  return undefined
}

/** Undefined where there is no plain file, and where the file has more than `most` bytes. */
export const readPlain = (path: string, most: number): Promise<Buffer | undefined> =>
  reading(path, opened => readWhole(opened, most))

/**
 * As `readPlain`, for words of a folder's user that are handed on: a file with a second name may be a secret, linked there.
 */
export const readOnlyNamed = (path: string, most: number): Promise<Buffer | undefined> =>
  reading(path, async opened =>
    (await opened.handle.stat()).nlink === 1 ? readWhole(opened, most) : undefined,
  )

const reading = async (
  path: string,
  read: (opened: PlainFile) => Promise<Buffer | undefined>,
): Promise<Buffer | undefined> => {
  const opened = await openPlain(path)
  if (!opened) return undefined
  try {
    return await read(opened)
  } catch {
    return undefined
  } finally {
    await opened.handle.close()
  }
}

/** Undefined where the file has more than `most` bytes, or fewer than at the opening. */
export const readWhole = async (
  { handle, bytes }: PlainFile,
  most: number,
): Promise<Buffer | undefined> => {
  if (bytes > most) return undefined
  const whole = Buffer.alloc(bytes)
  // A growing file is read up to the earlier size.
  const { bytesRead } = await handle.read(whole, 0, bytes, 0)
  return bytesRead === bytes ? whole : undefined
}

/** A folder, and no link. */
export const isPlainFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    found => found.isDirectory(),
    () => false,
  )

/** Characters of a name that Howdah or PostgreSQL gives, at most. */
const usualName = 64

/** `crowded` where the folder has more than `most` names, or than `most` usual names in characters; rejects where the folder cannot be read. */
export const namesIn = async (
  folder: string,
  most: number,
): Promise<readonly string[] | 'crowded'> => {
  const names: string[] = []
  let room = most * usualName
  for await (const { name } of await opendir(folder, { bufferSize: 1_024 })) {
    room -= name.length
    if (names.length === most || room < 0) return 'crowded'
    names.push(name)
  }
  return names
}
