/** Unpacks a base backup into an empty folder, and compares each file with the manifest on the way. */
import {
  chownSync,
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { archiveFile, backupsIn, manifestFile } from '#cluster/facts/backup/layout'
import { readManifest } from '#cluster/facts/backup/manifest'
import { takeSums } from '#cluster/facts/backup/sums'
import { readTar, type TarEntry } from '#cluster/facts/backup/tar'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'

/** Who the files have to belong to; null for whoever runs Howdah. */
export interface FileOwner {
  readonly uid: number
  readonly gid: number
}

export interface Unpacking {
  readonly folder: string
  readonly about: BackupAbout
  /** Empty folder: gets `data`, and `tablespaces` where the backup has some. */
  readonly into: string
  readonly owner: FileOwner | null
  readonly stop: AbortSignal
}

const partBytes = 1_024 ** 2

/** Resolves to the data folder; throws a Failure where a file is not as the manifest says. */
export const unpack = async ({ folder, about, into, owner, stop }: Unpacking): Promise<string> => {
  const backup = join(backupsIn(folder), about.backup)
  const data = join(into, 'data')
  const oids = Object.keys(about.tablespaces)
  const places = oids.map(oid => [oid, join(into, 'tablespaces', oid)] as const)
  const own = (path: string) => {
    if (owner) chownSync(path, owner.uid, owner.gid)
  }
  const folderAt = (path: string) => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    own(path)
  }
  const sums = takeSums()
  folderAt(data)
  if (oids.length > 0) folderAt(join(into, 'tablespaces'))
  for (const [tablespace, place] of [[null, data] as const, ...places]) {
    folderAt(place)
    sums.begin(tablespace)
    const files = filesInto(place, own, folderAt)
    for await (const part of createReadStream(join(backup, archiveFile(tablespace)), {
      highWaterMark: partBytes,
    }) as AsyncIterable<Buffer>) {
      stop.throwIfAborted()
      sums.push(part)
      files.push(part)
    }
  }
  const manifest = readManifest(readFileSync(join(backup, manifestFile), 'utf8'))
  const wrong = manifest ? sums.against(manifest) : [`${manifestFile} is damaged.`]
  if (wrong.length > 0)
    throw new Failure(
      'backup.damaged',
      `${about.backup} is damaged: ${fewOf(wrong, 3, ' ')}`,
      'Take another base backup now, and look after the disk of the repository.',
    )
  // The map of the backup names the folders of the live server, which it would write into.
  if (oids.length > 0) {
    const map = join(data, 'tablespace_map')
    writeFileSync(map, places.map(([oid, place]) => `${oid} ${place}\n`).join(''), { mode: 0o600 })
    own(map)
  }
  return data
}

/** Links are left out: recovery makes those of tablespaces from the map. */
const filesInto = (
  place: string,
  own: (path: string) => void,
  folderAt: (path: string) => void,
) => {
  let file: number | undefined
  return readTar({
    begin(entry) {
      const path = join(place, within(entry))
      if (entry.kind === 'folder') folderAt(path)
      if (entry.kind !== 'file') return
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      file = openSync(path, 'wx', 0o600)
      own(path)
    },
    data(part) {
      if (file !== undefined) writeWhole(file, part)
    },
    end() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  })
}

const writeWhole = (file: number, part: Buffer): void => {
  for (let at = 0; at < part.length; ) at += writeSync(file, part, at, part.length - at)
}

/** The path of an entry, which never leads out of the folder. */
const within = ({ name }: TarEntry): string => {
  if (name.startsWith('/') || name.split('/').includes('..'))
    throw new Failure(
      'backup.damaged',
      `An archive has a file outside its folder: ${name}.`,
      'Find out who wrote it; PostgreSQL did not.',
    )
  return name
}
