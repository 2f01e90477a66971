/**
 * The configuration file of a PgBouncer. Howdah writes the file anew, and so reads only a file that is sure to be the same
 * afterwards but for a line: of the same owner, group and mode, in that very place, and under no second name.
 */
import type { Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openPlain, readWhole } from '#cluster/facts/backup/plain-file'
import { addressInFile, wordsInFile } from '#cluster/facts/pool/database-line'

export interface ConfigFile {
  readonly text: string
  readonly mode: number
  readonly owner: { readonly uid: number; readonly gid: number }
}

/** In bytes. */
const longest = 1_024 ** 2

/** The file, or why Howdah leaves that alone. */
export const readConfigFile = async (path: string): Promise<ConfigFile | string> => {
  const opened = await openPlain(path)
  if (!opened) return `${path} cannot be read as a plain file`
  try {
    // Of the opened file: another file may lie there by now.
    const found = await opened.handle.stat()
    const because = await whyLeftAlone(path, found)
    if (because !== undefined) return because
    const raw = await readWhole(opened, longest)
    if (!raw) return `${path} is longer than a megabyte, or changes right now`
    const text = raw.toString('utf8')
    if (!Buffer.from(text).equals(raw)) return `${path} is no UTF-8, and would not be kept as it is`
    const { uid, gid, mode } = found
    return { text, mode: mode & 0o777, owner: { uid, gid } }
  } finally {
    await opened.handle.close()
  }
}

const whyLeftAlone = async (
  path: string,
  { uid, gid, mode, nlink }: Stats,
): Promise<string | undefined> => {
  const folder = await lstat(dirname(path))
  const self = process.getuid?.()
  if (self !== 0 && uid !== self) return `${path} belongs to another user than Howdah`
  if (self !== 0 && gid !== process.getegid?.() && !process.getgroups?.().includes(gid))
    return `${path} belongs to a group that Howdah is not in`
  if (!folder.isDirectory()) return `the folder of ${path} is a link`
  if (folder.uid !== uid) return `${path} and the folder around it belong to different users`
  // In a sticky folder only the owner moves a file.
  if (isOpen(mode) || (isOpen(folder.mode) && (folder.mode & 0o1000) === 0))
    return `everybody may write ${path}, or in the folder around it`
  return nlink === 1 ? undefined : `${path} has another name too (a hard link)`
}

const isOpen = (mode: number): boolean => (mode & 0o002) !== 0

/** The value of a key in the line of a database; null without such a key, or such a line. */
export const wordInFile = async (
  path: string,
  database: string,
  key: string,
): Promise<string | null> => {
  const file = await readConfigFile(path)
  return typeof file === 'string' ? null : (wordsInFile(file.text, database)?.get(key) ?? null)
}

/** Why a database cannot be led elsewhere by the file; null where it can. `row` is of SHOW DATABASES. */
export const whyNotByFile = async (
  path: string,
  { database, host, port }: { database: string; host: string; port: string },
): Promise<string | null> => {
  const file = await readConfigFile(path)
  if (typeof file === 'string') return file
  const written = addressInFile(file.text, database)
  if (!written) return `${path} has no line for ${database} alone`
  return written.host === host && written.port === port
    ? null
    : `${path} says another address for ${database} than PgBouncer itself`
}
