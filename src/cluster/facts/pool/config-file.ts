/** The configuration file of a PgBouncer, as long as a new file in the same place would have the same owner. */
import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openPlain, readPlain } from '#cluster/facts/backup/plain-file'
import { addressInFile } from '#cluster/facts/pool/database-line'

export interface ConfigFile {
  readonly text: string
  readonly mode: number
  /** Null where Howdah's own user owns the file. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

/** In bytes. */
const longest = 1_024 ** 2

/** The file, or why Howdah leaves that alone. */
export const readConfigFile = async (path: string): Promise<ConfigFile | string> => {
  const text = (await readPlain(path, longest))?.toString('utf8')
  const found = await statPlain(path)
  if (text === undefined || !found) return `${path} cannot be read as a plain file`
  const folder = await stat(dirname(path))
  const self = process.getuid?.()
  const { uid, gid, mode } = found
  if (self !== 0 && uid !== self) return `${path} belongs to another user than Howdah`
  if (folder.uid !== uid) return `${path} and the folder around it belong to different users`
  return { text, mode: mode & 0o777, owner: self === 0 ? { uid, gid } : null }
}

const statPlain = async (path: string): Promise<Stats | undefined> => {
  const opened = await openPlain(path)
  if (!opened) return undefined
  try {
    return await opened.handle.stat()
  } finally {
    await opened.handle.close()
  }
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
