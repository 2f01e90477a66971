/**
 * SHA-256 of a file, in hex, read in parts, with other work in between; null where there is no plain file of at
 * most so many bytes.
 */
import { createHash } from 'node:crypto'
import { openPlain } from '#cluster/facts/backup/plain-file'

export const sumOf = async (path: string, most: number): Promise<string | null> => {
  const opened = await openPlain(path)
  if (!opened) return null
  const hash = createHash('sha256')
  try {
    if (opened.bytes > most) return null
    for await (const part of opened.handle.createReadStream({ highWaterMark: 256 * 1_024 }))
      hash.update(part as Buffer)
    return hash.digest('hex')
  } catch {
    return null
  } finally {
    await opened.handle.close().catch(() => {})
  }
}
