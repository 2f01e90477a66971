import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { manifestFile } from '#cluster/facts/backup/layout'
import { type BackupManifest, longestManifest, readManifest } from '#cluster/facts/backup/manifest'
import { readPlain } from '#cluster/facts/backup/plain-file'

/** The manifest in the folder of a backup, if its SHA-256 is `sum`, in hex; else why there is none to go by. */
export const readPlannedManifest = async (
  place: string,
  sum: string,
): Promise<BackupManifest | 'no plain file' | 'another' | 'damaged'> => {
  const written = await readPlain(join(place, manifestFile), longestManifest)
  if (!written) return 'no plain file'
  if (createHash('sha256').update(written).digest('hex') !== sum) return 'another'
  return readManifest(written.toString('utf8')) ?? 'damaged'
}
