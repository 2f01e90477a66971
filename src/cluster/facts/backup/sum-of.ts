/**
 * SHA-256 of a file's content, in hex, read in parts, with other work in between; null where there is no plain file of at
 * most so many bytes, and where the content is not as it was encrypted. Throws a Failure without the key.
 */
import { createHash } from 'node:crypto'
import { isLocked, openKept, type WantedFile } from '#cluster/facts/backup/kept-file'

export const sumOf = async (
  path: string,
  most: number,
  wanted: WantedFile,
): Promise<string | null> => {
  try {
    const kept = await openKept(path, wanted)
    if (!kept) return null
    const hash = createHash('sha256')
    try {
      if (kept.bytes > most) return null
      for await (const part of kept.parts()) hash.update(part)
      return hash.digest('hex')
    } finally {
      await kept.close()
    }
  } catch (error) {
    if (isLocked(error)) throw error
    return null
  }
}
