/** Unpacks a base backup into an empty folder, and compares each file with the manifest on the way. */
import { lchownSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { linksOf } from '#cluster/drivers/clone/tablespace-links'
import { filesInto } from '#cluster/drivers/clone/write-files'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { makeFolder } from '#cluster/drivers/files/make-folder'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { isAltered, openKept, unaltered } from '#cluster/facts/backup/kept-file'
import { archiveFile, backupsIn, manifestFile, sealedName } from '#cluster/facts/backup/layout'
import type { BackupManifest } from '#cluster/facts/backup/manifest'
import { readPlannedManifest } from '#cluster/facts/backup/planned-manifest'
import { takeSums } from '#cluster/facts/backup/sums'
import { dataOf } from '#cluster/facts/clone/about'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'

export interface Unpacking {
  readonly folder: string
  readonly about: BackupAbout
  /** SHA-256 of the manifest, in hex. */
  readonly manifest: string
  readonly keys: readonly FileKey[]
  /** Empty folder: gets the data folder, and `tablespaces` where the backup has some. */
  readonly into: string
  readonly owner: FileOwner | null
  readonly stop: AbortSignal
}

/** Throws a Failure where a file is not as the manifest says. */
export const unpack = async (unpacking: Unpacking): Promise<void> => {
  const { folder, about, keys, into, owner, stop } = unpacking
  const backup = join(backupsIn(folder), about.backup)
  const manifest = await manifestIn(backup, unpacking)
  const data = dataOf(into)
  const oids = Object.keys(about.tablespaces)
  const places = oids.map(oid => [oid, join(into, 'tablespaces', oid)] as const)
  const own = (path: string) => {
    if (owner) lchownSync(path, owner.uid, owner.gid)
  }
  const folderAt = (path: string) => {
    makeFolder(path)
    own(path)
  }
  const sums = takeSums()
  if (oids.length > 0) folderAt(join(into, 'tablespaces'))
  for (const [tablespace, place] of [[null, data] as const, ...places]) {
    folderAt(place)
    sums.begin(tablespace)
    const files = filesInto(place, own, folderAt)
    try {
      const file = archiveFile(tablespace)
      const path = join(backup, file)
      const name = sealedName(about.system, about.backup, file)
      const opened = await openKept(path, { name, keys, key: about.key }).catch(unaltered)
      if (!opened) throw noPlainFile(about.backup, path)
      if (opened instanceof Failure) throw damaged(about.backup, opened.message)
      try {
        for await (const part of opened.parts()) {
          stop.throwIfAborted()
          const written = files.push(part)
          // The disk writes while this thread takes the sums.
          sums.push(part)
          await written
        }
      } catch (error) {
        throw isAltered(error) ? damaged(about.backup, error.message) : error
      } finally {
        await opened.close()
      }
    } finally {
      files.close()
    }
  }
  const wrong = sums.against(manifest)
  if (wrong.length > 0) throw damaged(about.backup, fewOf(wrong, 3, ' '))
  // The map of the backup names the folders of the live server, where the clone would write.
  rmSync(join(data, 'tablespace_map'), { force: true })
  const links = linksOf(data)
  folderAt(links)
  for (const [oid, place] of places) symlinkSync(place, join(links, oid))
}

/** The manifest that the plan names, and no other. */
const manifestIn = async (
  backup: string,
  { about, manifest, keys }: Unpacking,
): Promise<BackupManifest> => {
  const read = await readPlannedManifest(backup, manifest, about, keys)
  switch (read) {
    case 'no plain file':
      throw noPlainFile(about.backup, join(backup, manifestFile))
    case 'another':
      throw new Failure(
        'backup.another-manifest',
        `${manifestFile} of ${about.backup} is another one than the plan was made for.`,
        'Find out who changed it, then plan again.',
      )
    case 'damaged':
      throw damaged(about.backup, `${manifestFile} is not as PostgreSQL wrote it.`)
    default:
      return read
  }
}

/** A link could lead anywhere, and a pipe would be read for ever. */
const noPlainFile = (backup: string, path: string): Failure =>
  damaged(backup, `${path} is no plain file.`)

const damaged = (backup: string, what: string): Failure =>
  new Failure(
    'backup.damaged',
    `${backup} is damaged: ${what}`,
    'Take another base backup now, and look after the disk of the repository.',
  )
