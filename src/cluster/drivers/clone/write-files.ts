/**
 * Writes the files of an archive into a folder. A data folder has a thousand small files: these are written at once, as three
 * turns of the thread pool for each would take longer than the writing. Large parts are written beside other work.
 */
import { closeSync, openSync, write, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { readTar, type TarEntry } from '#cluster/facts/backup/tar'
import { Failure } from '#src/errors'

export interface FilesOfArchive {
  /** Resolves when the part is written, and must not change before. */
  push(part: Buffer): Promise<void>
  /** Closes a file that an abort left open. */
  close(): void
}

/** Bytes that a copy into the cache of the file system takes microseconds for. */
const smallBytes = 64 * 1_024

const writeLater = promisify(write)

/** `own` gives a path the owner, `folderAt` makes a folder. Links are left out: those of a backup lead to the folders of the live server. */
export const filesInto = (
  place: string,
  own: (path: string) => void,
  folderAt: (path: string) => void,
): FilesOfArchive => {
  const made = new Set<string>()
  let file: { readonly fd: number; at: number } | undefined
  let writes: Promise<void>[] = []
  let closing: number[] = []
  const makeOnce = (folder: string): void => {
    if (made.has(folder)) return
    folderAt(folder)
    made.add(folder)
  }
  const reader = readTar({
    begin(entry) {
      const path = join(place, within(entry))
      if (entry.kind === 'folder') makeOnce(path)
      if (entry.kind !== 'file') return
      makeOnce(dirname(path))
      file = { fd: openSync(path, 'wx', 0o600), at: 0 }
      own(path)
    },
    data(part) {
      if (!file) return
      const { fd, at } = file
      if (part.length <= smallBytes) writeAt(fd, part, at)
      else writes.push(writeAtLater(fd, part, at))
      file.at += part.length
    },
    end() {
      if (file) closing.push(file.fd)
      file = undefined
    },
  })
  return {
    async push(part) {
      writes = []
      try {
        reader.push(part)
        await Promise.all(writes)
      } finally {
        await Promise.allSettled(writes)
        for (const fd of closing) closeSync(fd)
        closing = []
      }
    },
    close() {
      if (file) closeSync(file.fd)
      file = undefined
    },
  }
}

const writeAt = (fd: number, part: Buffer, at: number): void => {
  for (let done = 0; done < part.length; )
    done += writeSync(fd, part, done, part.length - done, at + done)
}

const writeAtLater = async (fd: number, part: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < part.length; )
    done += (await writeLater(fd, part, done, part.length - done, at + done)).bytesWritten
}

/** The path of an entry, never out of the folder. */
const within = ({ name }: TarEntry): string => {
  if (name.startsWith('/') || name.split('/').includes('..'))
    throw new Failure(
      'backup.damaged',
      `An archive has a file outside its folder: ${name}.`,
      'Find out who wrote it; PostgreSQL did not.',
    )
  return name
}
