import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { isAltered, readKept, type WantedFile } from '#cluster/facts/backup/kept-file'
import { manifestFile, sealedName } from '#cluster/facts/backup/layout'
import { type BackupManifest, longestManifest, readManifest } from '#cluster/facts/backup/manifest'
import { sumOf } from '#cluster/facts/backup/sum-of'
import type { FileKey } from '#model/cluster'

type Sealed = Pick<BackupAbout, 'system' | 'backup' | 'key'>

/**
 * The manifest in the folder of a backup, if its SHA-256 is `sum`, in hex; else why there is none to go by. Throws a Failure
 * without the key that has encrypted the backup.
 */
export const readPlannedManifest = async (
  place: string,
  sum: string,
  about: Sealed,
  keys: readonly FileKey[],
): Promise<BackupManifest | 'no plain file' | 'another' | 'damaged'> => {
  const { system, backup, key } = about
  const wanted = { name: sealedName(system, backup, manifestFile), keys, key }
  // A forged manifest may have half a gigabyte: only a signed manifest is taken into memory.
  const there = await sumOf(join(place, manifestFile), longestManifest, wanted)
  if (there !== null && there !== sum) return 'another'
  const written = await manifestText(place, wanted)
  if (typeof written === 'string') return written
  if (createHash('sha256').update(written).digest('hex') !== sum) return 'another'
  return readManifest(written.toString('utf8')) ?? 'damaged'
}

const manifestText = async (
  place: string,
  wanted: WantedFile,
): Promise<Buffer | 'no plain file' | 'damaged'> => {
  try {
    return (await readKept(join(place, manifestFile), longestManifest, wanted)) ?? 'no plain file'
  } catch (error) {
    if (!isAltered(error)) throw error
    return 'damaged'
  }
}
