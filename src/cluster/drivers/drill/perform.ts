/** Restores a base backup into a folder of its own, looks whether the copy is whole, removes it, and keeps the evidence. */
import { randomBytes } from 'node:crypto'
import { chownSync, mkdtempSync } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configure } from '#cluster/drivers/drill/configure'
import { examine } from '#cluster/drivers/drill/examine'
import { keepEvidence, workFolder } from '#cluster/drivers/drill/places'
import { startCopy } from '#cluster/drivers/drill/server'
import { type FileOwner, unpack } from '#cluster/drivers/drill/unpack'
import { type BackupAbout, bytesOf } from '#cluster/facts/backup/about'
import type { DrillEvidence } from '#cluster/facts/backup/drills'
import { backupsIn } from '#cluster/facts/backup/layout'
import { readAbout } from '#cluster/facts/backup/repository'
import { isArchived, positionOf, readArchive, stretchesOf } from '#cluster/facts/backup/wal'
import type { DrillAction } from '#model/actions/drill'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

export const performDrill = async (
  action: DrillAction,
  { run, token }: Omit<Holder, 'cluster'>,
  stop: AbortSignal,
): Promise<void> => {
  const { folder, backup, place, drill, until } = action
  if (typeof until !== 'string') throw new Error('the LSN was not read')
  const about = await readAbout(join(backupsIn(folder), backup))
  if (!about) throw notThere(backup)
  await untilArchived(action, until, about, stop)
  const owner = await ownerOf(place)
  const work = workFolder(action, run, token)
  const socket = mkdtempSync(join(tmpdir(), 'howdah-drill-'))
  if (owner) chownSync(socket, owner.uid, owner.gid)
  try {
    await mkdir(work, { mode: 0o700 })
    if (owner) chownSync(work, owner.uid, owner.gid)
    const measured = await restore(action, { about, owner, work, socket, stop })
    if (positionOf(measured.reached) < positionOf(until))
      throw tooShort(backup, until, measured.reached)
    const evidence: DrillEvidence = {
      format: 1,
      drill,
      backup,
      run,
      at: new Date().toISOString(),
      until,
      bytes: bytesOf(about),
      ...measured,
    }
    await keepEvidence(folder, evidence, randomBytes(6).toString('hex'))
  } finally {
    for (const one of [work, socket]) await rm(one, { recursive: true, force: true })
  }
}

interface Restoring {
  readonly about: BackupAbout
  readonly owner: FileOwner | null
  readonly work: string
  readonly socket: string
  readonly stop: AbortSignal
}

type Measured = Pick<DrillEvidence, 'seconds' | 'reached' | 'databases' | 'indexes' | 'damaged'>

const restore = async (
  { folder, archive, programs }: DrillAction,
  { about, owner, work, socket, stop }: Restoring,
): Promise<Measured> => {
  const began = performance.now()
  const data = await unpack({ folder, about, into: work, owner, stop })
  const unpacked = performance.now()
  const major = Number.parseInt(about.server, 10)
  configure({ data, about, archive, socket, owner, major })
  const logFile = join(work, 'postgres.log')
  const server = startCopy({ programs, data, socket, logFile, superuser: about.superuser, owner })
  try {
    await server.recovered(stop)
    const replayed = performance.now()
    const examined = await examine(server, stop)
    const seconds = {
      unpack: (unpacked - began) / 1_000,
      replay: (replayed - unpacked) / 1_000,
      check: (performance.now() - replayed) / 1_000,
    }
    return { seconds, ...examined }
  } finally {
    await server.stop()
  }
}

const pollMs = 200

const untilArchived = async (
  { archive }: DrillAction,
  until: string,
  { segment }: BackupAbout,
  stop: AbortSignal,
): Promise<void> => {
  for (;;) {
    stop.throwIfAborted()
    const stretches = stretchesOf((await readArchive(archive)) ?? [], segment)
    if (isArchived(stretches, until, segment)) return
    await sleep(pollMs, undefined, { signal: stop })
  }
}

/** PostgreSQL refuses to run as root: then the owner of the folder runs the copy. */
const ownerOf = async (place: string): Promise<FileOwner | null> => {
  if (process.getuid?.() !== 0) return null
  const { uid, gid } = await stat(place)
  if (uid === 0)
    throw new Failure(
      'drill.as-root',
      `Howdah runs as root, and so does whoever owns ${place}: PostgreSQL does not run as root.`,
      'Give the folder to another user, as whom the copy then runs.',
    )
  return { uid, gid }
}

const notThere = (backup: string): Failure =>
  new Failure('backup.missing', `${backup} is not in the repository any more.`, 'Plan again.')

const tooShort = (backup: string, until: string, reached: string): Failure =>
  new Failure(
    'drill.too-short',
    `${backup} can be brought to ${reached} only, and not to ${until}: WAL in the archive is missing or damaged.`,
    'Take another base backup now, and look after the disk of the archive.',
  )
