/**
 * The configuration file of a PgBouncer. Howdah writes the file anew, and so reads only a file that is sure to be the same
 * afterwards but for a line: of the same owner, group and mode, in that very place, and under no second name.
 */
import type { Stats } from 'node:fs'
import { access, constants, lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openPlain, readWhole } from '#cluster/facts/backup/plain-file'
import { addressInFile, wordsInFile } from '#cluster/facts/pool/database-line'

export interface ConfigFile {
  readonly text: string
  readonly mode: number
  readonly owner: FileUser
  /** The owner of the folder around the file: the same, or root as where Debian puts the file. */
  readonly folder: FileUser
}

type FileUser = Pick<Stats, 'uid' | 'gid'>

/** In bytes. */
const longest = 1_024 ** 2

/** The file, or why Howdah leaves that alone. */
export const readConfigFile = async (path: string): Promise<ConfigFile | string> => {
  const opened = await openPlain(path)
  if (!opened) return `${path} cannot be read as a plain file`
  try {
    // Of the opened file: another file may lie there by now.
    const [found, folder] = [await opened.handle.stat(), await lstat(dirname(path))]
    const because = await whyLeftAlone(path, found, folder)
    if (because !== undefined) return because
    const raw = await readWhole(opened, longest)
    if (!raw) return `${path} is longer than a megabyte, or changes right now`
    const text = raw.toString('utf8')
    if (!Buffer.from(text).equals(raw)) return `${path} is no UTF-8, and would not be kept as it is`
    const { uid, gid, mode } = found
    const around = { uid: folder.uid, gid: folder.gid }
    return { text, mode: mode & 0o777, owner: { uid, gid }, folder: around }
  } finally {
    await opened.handle.close()
  }
}

const whyLeftAlone = async (
  path: string,
  { uid, gid, mode, nlink }: Stats,
  folder: Stats,
): Promise<string | undefined> => {
  const self = process.getuid?.()
  if (self !== 0 && uid !== self) return `${path} belongs to another user than Howdah`
  if (self !== 0 && gid !== process.getegid?.() && !process.getgroups?.().includes(gid))
    return `${path} belongs to a group that Howdah is not in`
  if (!folder.isDirectory()) return `the folder of ${path} is a link`
  // Root puts no other file there in secret: whoever is root needs no Howdah for that.
  if (folder.uid !== uid && folder.uid !== 0)
    return `${path} and the folder around it belong to different users`
  // In a sticky folder only the owner moves a file.
  if (isOpen(mode) || (isOpen(folder.mode) && (folder.mode & 0o1000) === 0))
    return `everybody may write ${path}, or in the folder around it`
  if (nlink !== 1) return `${path} has another name too (a hard link)`
  return access(dirname(path), constants.W_OK).then(
    () => undefined,
    () => `Howdah may not write a new file beside ${path}, which takes the place of the old one`,
  )
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
