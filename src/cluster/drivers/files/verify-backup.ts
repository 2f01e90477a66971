/** Reads a whole backup: each file against the manifest, and each record of the WAL that brings the backup further. */
import { join } from 'node:path'
import { outOfReach } from '#cluster/drivers/disk-failure'
import { readArchives } from '#cluster/drivers/files/read-archives'
import { readWal } from '#cluster/drivers/files/read-wal'
import { openReading } from '#cluster/drivers/files/reading'
import { type BackupAbout, readAbout } from '#cluster/facts/backup/about'
import { backupsIn, manifestFile } from '#cluster/facts/backup/layout'
import type { BackupManifest } from '#cluster/facts/backup/manifest'
import { isPlainFolder } from '#cluster/facts/backup/plain-file'
import { readPlannedManifest } from '#cluster/facts/backup/planned-manifest'
import { walWayOf } from '#cluster/facts/backup/timelines'
import { readArchive } from '#cluster/facts/backup/wal'
import type { Outputs } from '#model/actions/action-kind'
import type { FilesAction } from '#model/actions/files'
import type { KnownRepository } from '#model/view'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

type Known = Pick<KnownRepository, 'marks' | 'keys'>

interface Watched {
  /** Throws once the work has to end. */
  readonly goOn: () => void
  readonly tell: (bytes: number, what: string) => void
}

/** Gives the outputs of the action; throws a Failure that names the faults. */
export const verifyBackup = async (
  action: FilesAction,
  { marks, keys = noKeys }: Known,
  { goOn, tell }: Watched,
): Promise<Readonly<Record<keyof Outputs, unknown>>> => {
  const { folder, archive, backup } = action
  const place = join(backupsIn(folder), backup)
  const { about, manifest } = await wordsOf(action, place, { marks, keys })
  const reading = openReading(goOn, tell)
  await readArchives(place, about, manifest, keys.backups, reading)
  const names = await readArchive(archive)
  if (names === null) throw outOfReach(archive, 'it is not there')
  const way = await walWayOf(archive, names, about, keys.wal)
  const { segments, last } = await readWal(archive, about, way, keys.wal, reading)
  const { first, count } = reading.found()
  // A folder that went away in the middle is no finding about the backup.
  for (const one of [place, archive])
    if (count > 0 && !(await isPlainFolder(one))) throw outOfReach(one, 'it is not there any more')
  if (count > 0) throw notWhole(backup, first, count)
  return { files: manifest.files.size, segments, last }
}

const wordsOf = async (
  { folder, backup, manifest: wanted }: FilesAction,
  place: string,
  { marks, keys = noKeys }: Known,
): Promise<{ readonly about: BackupAbout; readonly manifest: BackupManifest }> => {
  if (!(await isPlainFolder(place))) throw outOfReach(folder, `${backup} is not there`)
  const read = await readAbout(place, marks)
  if (read?.genuine !== 'genuine' || read.about.manifest !== wanted)
    throw notWhole(backup, ['It is not the backup of the plan any more.'], 1)
  const manifest = await readPlannedManifest(place, wanted, read.about, keys.backups)
  if (typeof manifest === 'string')
    throw notWhole(backup, [`${manifestFile} is not as PostgreSQL wrote it.`], 1)
  return { about: read.about, manifest }
}

const notWhole = (backup: string, first: readonly string[], count: number): Failure =>
  new Failure(
    'backup.not-whole',
    `${backup} is not whole: ${first.join(' ')}${count > first.length ? ` And ${count - first.length} more.` : ''}`,
    'Take a new backup, and look at the disk of the repository.',
  )
