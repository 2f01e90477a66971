/** Reads each archive of a base backup, and compares every file with the manifest. */
import { join } from 'node:path'
import type { Reading } from '#cluster/drivers/files/reading'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { isAltered, openKept, unaltered } from '#cluster/facts/backup/kept-file'
import { sealedName } from '#cluster/facts/backup/layout'
import type { BackupManifest } from '#cluster/facts/backup/manifest'
import { readSums } from '#cluster/facts/backup/sums'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'

export const readArchives = async (
  place: string,
  about: BackupAbout,
  manifest: BackupManifest,
  keys: readonly FileKey[],
  reading: Reading,
): Promise<void> => {
  const seen = new Set<string>()
  const { system, backup, key } = about
  for (const file of Object.keys(about.archives)) {
    const wanted = { name: sealedName(system, backup, file), keys, key }
    const opened = await openKept(join(place, file), wanted).catch(unaltered)
    if (!opened || opened instanceof Failure) {
      reading.wrong(opened?.message ?? `${file} cannot be read.`)
      continue
    }
    if (opened.bytes !== about.archives[file]) {
      await opened.close()
      reading.wrong(`${file} has another size than it was written with.`)
      continue
    }
    const tar = readSums(
      file === 'base.tar' ? null : file.replace('.tar', ''),
      (path, { bytes, sha256 }) => {
        const wanted = manifest.files.get(path)
        if (wanted?.bytes !== bytes || wanted.sha256 !== sha256)
          reading.wrong(`${path} in ${file} is not as the manifest says.`)
      },
      {
        wanted(path) {
          if (!manifest.files.has(path)) {
            // The manifest leaves WAL out: each record of WAL has a checksum.
            if (!path.startsWith('pg_wal/'))
              reading.wrong(`${path} in ${file} is not in the manifest.`)
            return false
          }
          if (seen.has(path)) reading.wrong(`${path} is twice in ${file}.`)
          seen.add(path)
          return true
        },
        link(path) {
          const oid = /^pg_tblspc\/(\d+)$/.exec(path)?.[1]
          if (oid === undefined || about.tablespaces[oid] === undefined)
            reading.wrong(`${path} in ${file} is a link that no base backup has.`)
        },
      },
    )
    try {
      for await (const part of opened.parts()) {
        tar.push(part)
        reading.read(part.length, file)
      }
    } catch (error) {
      if (isAltered(error)) reading.wrong(error.message)
      else if (isOfDisk(error)) reading.wrong(`${file} cannot be read (${error.code}).`)
      else throw error
      continue
    } finally {
      await opened.close()
    }
    if (!tar.ended()) reading.wrong(`${file} is damaged, or cut off.`)
  }
  for (const path of manifest.files.keys())
    if (!seen.has(path)) reading.wrong(`${path} is missing.`)
}

/** An error of a single file of the disk is a finding; without the folder there is no finding. */
export const isOfDisk = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && (error.code === 'EIO' || error.code === 'EISDIR')
