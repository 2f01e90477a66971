/** The sums of the files in a base backup, taken while the archives are read, and compared with the manifest. */
import { createHash, type Hash } from 'node:crypto'
import type { BackupManifest, ManifestFile } from '#cluster/facts/backup/manifest'
import { readTar, type TarReader } from '#cluster/facts/backup/tar'

export interface ArchiveSums {
  /** Begins an archive: `tablespace` is an oid, null for the data folder's own archive. */
  begin(tablespace: string | null): void
  push(part: Buffer): void
  /** Files that are not as the manifest says, in sentences; empty where all are. */
  against(manifest: BackupManifest): readonly string[]
}

export const takeSums = (): ArchiveSums => {
  const files = new Map<string, ManifestFile>()
  const readers: TarReader[] = []
  const archiveIn = (tablespace: string | null) =>
    readSums(tablespace, (path, file) => void files.set(path, file))
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

/** Tells the sum of each file in an archive once the file has ended. `wanted` false leaves a file out, `link` hears of the links. */
export const readSums = (
  tablespace: string | null,
  told: (path: string, file: ManifestFile) => void,
  {
    wanted = () => true,
    link = () => {},
  }: {
    readonly wanted?: (path: string) => boolean
    readonly link?: (path: string) => void
  } = {},
): TarReader => {
  const folder = tablespace === null ? '' : `pg_tblspc/${tablespace}/`
  const pathOf = (name: string) => `${folder}${name.replace(/^\.\//, '')}`
  let hash: Hash | undefined
  return readTar({
    begin: ({ kind, name }) => {
      hash = kind === 'file' && wanted(pathOf(name)) ? createHash('sha256') : undefined
      if (kind === 'link') link(pathOf(name))
    },
    data: part => void hash?.update(part),
    end: ({ name, bytes }) => {
      if (hash) told(pathOf(name), { bytes, sha256: hash.digest('hex') })
    },
  })
}
