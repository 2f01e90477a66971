/**
 * Files in the record's folder, where others may write too: a link would lead Howdah to read a secret into the
 * record, or to write elsewhere, and a pipe would never answer.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

const modes = { read: O_RDONLY, append: O_WRONLY | O_APPEND | O_CREAT } as const

/** Bytes of a file that Howdah may have written: a larger one would fill the memory. */
const most = 64 * 1024 * 1024

/** The result of `use` on the opened file; null for a missing file, a link, a pipe, a huge file, and a file with several names. */
export const withPlainFile = <Found>(
  path: string,
  how: keyof typeof modes,
  use: (file: number) => Found,
): Found | null => {
  const file = opened(path, modes[how])
  if (file === null) return null
  try {
    const about = fstatSync(file)
    return about.isFile() && about.nlink === 1 && about.size <= most ? use(file) : null
  } finally {
    closeSync(file)
  }
}

/** Null where `withPlainFile` gives null. */
export const textOfPlainFile = (path: string): string | null =>
  withPlainFile(path, 'read', file => readFileSync(file, 'utf8'))

/** No such file; a link; a pipe without a reader; a folder; a socket. */
const notPlain = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR', 'EMLINK'])

const opened = (path: string, mode: number): number | null => {
  try {
    return openSync(path, mode | O_NOFOLLOW | O_NONBLOCK, 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && notPlain.has(String(error.code))) return null
    throw error
  }
}
