/** The sums of the files in a base backup, taken while the archives are read, and compared with the manifest. */
import { createHash, type Hash } from 'node:crypto'
import type { BackupManifest, ManifestFile } from '#cluster/facts/backup/manifest'
import { readTar } from '#cluster/facts/backup/tar'

export interface ArchiveSums {
  /** Begins an archive: `tablespace` is an oid, null for the data folder's own archive. */
  begin(tablespace: string | null): void
  push(part: Buffer): void
  /** Files that are not as the manifest says, in sentences; empty where all are. */
  against(manifest: BackupManifest): readonly string[]
}

export const takeSums = (): ArchiveSums => {
  const files = new Map<string, ManifestFile>()
  const readers: ReturnType<typeof readTar>[] = []
  const archiveIn = (tablespace: string | null) => {
    const folder = tablespace === null ? '' : `pg_tblspc/${tablespace}/`
    let hash: Hash | undefined
    return readTar({
      begin: ({ kind }) => {
        hash = kind === 'file' ? createHash('sha256') : undefined
      },
      data: part => void hash?.update(part),
      end: ({ name, bytes }) => {
        if (hash)
          files.set(`${folder}${name.replace(/^\.\//, '')}`, { bytes, sha256: hash.digest('hex') })
      },
    })
  }
  return {
    begin: tablespace => void readers.push(archiveIn(tablespace)),
    push: part => readers.at(-1)?.push(part),
    against: manifest => [
      ...(readers.every(reader => reader.ended()) ? [] : ['An archive is damaged, or cut off.']),
      ...[...manifest.files].flatMap(([path, wanted]) => {
        const found = files.get(path)
        if (!found) return [`${path} is missing.`]
        return found.bytes === wanted.bytes && found.sha256 === wanted.sha256
          ? []
          : [`${path} is not as the manifest says.`]
      }),
      // The manifest leaves WAL out: each record of WAL has a checksum.
      ...[...files.keys()]
        .filter(path => !manifest.files.has(path) && !path.startsWith('pg_wal/'))
        .map(path => `${path} is not in the manifest.`),
    ],
  }
}
