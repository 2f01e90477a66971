/** Reads the archived WAL behind a base backup for records that tell a moment. */
import { join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { faultOf, openKept } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import { type WalLeg, walWayOf } from '#cluster/facts/backup/timelines'
import { positionOf, segmentAt, walName } from '#cluster/facts/backup/wal'
import { lsnAt, openWalReader, readWalFile, type WalReader } from '#cluster/facts/backup/wal-reader'
import type { ArchivedWal } from '#cluster/facts/restore/archived-wal'
import { type MomentRecord, momentListener } from '#cluster/facts/restore/records'
import { Failure } from '#src/errors'

export interface Stretch {
  readonly wal: ArchivedWal
  readonly about: Pick<
    BackupAbout,
    'timeline' | 'startLsn' | 'endLsn' | 'segment' | 'system' | 'server'
  >
  /** No record before this LSN is heard; null for the start of the backup. */
  readonly from: string | null
  /** No record at this LSN or behind it is heard; null for the end of the archive. */
  readonly until: string | null
  /** At most so many files are read, the newest. */
  readonly files: number
}

export interface StretchRead {
  /** LSNs between which each record was read. */
  readonly from: string
  readonly to: string
  readonly files: number
  /** Why reading ended before the end of the archive, in a sentence; null where all was read. */
  readonly damage: string | null
}

/** Ends at the first record of which `hear` tells true. Null where the archive has no WAL of the stretch. */
export const readMoments = async (
  { wal, about, from, until, files }: Stretch,
  hear: (record: MomentRecord) => boolean,
): Promise<StretchRead | null> => {
  const names = await wal.names()
  if (names === null) return null
  const { segment } = about
  const legs = await legsOf(wal, names, about)
  const least = segmentAt(positionOf(from ?? about.startLsn), segment)
  const most = until === null ? null : segmentAt(positionOf(until) - 1n, segment)
  const wanted = legs
    .flatMap(({ timeline, first, last }) => {
      const numbers = []
      const end = most !== null && most < last ? most : last
      // Of the newest of each leg alone: the archive may have a million.
      const newest = end - BigInt(files) + 1n
      const begin = first > least ? first : least
      for (let number = begin > newest ? begin : newest; number <= end; number += 1n)
        numbers.push({ timeline, number, name: walName(timeline, number, segment) })
      return numbers
    })
    .slice(-files)
  const [first] = wanted
  if (!first) return null
  let over = false
  const begin = from ?? about.startLsn
  const bounds = [Number(positionOf(begin)), until === null ? Infinity : Number(positionOf(until))]
  const major = Number.parseInt(about.server, 10)
  const whole = from === null && first.number === least
  const reader = openWalReader({
    system: BigInt(about.system),
    segment,
    start: whole ? Number(positionOf(about.startLsn)) : null,
    listener: momentListener(major, record => {
      const at = Number(positionOf(record.lsn))
      if (!over && at >= (bounds[0] ?? 0) && at < (bounds[1] ?? 0)) over = hear(record)
    }),
  })
  let read = 0
  let damage: string | null = null
  for (const [index, { timeline, number, name }] of wanted.entries()) {
    const next = wanted[index + 1]?.name
    reader.begin(timeline, Number(number) * segment)
    const wrong = await readFile(wal, { name, next, segment }, reader)
    if (wrong !== undefined) damage = `${name}: ${wrong}.`
    else read += 1
    if (over || wrong !== undefined) break
  }
  const start = Number(first.number) * segment
  return {
    from: first.number === least ? begin : lsnAt(start),
    to: lsnAt(start + read * segment),
    files: read,
    damage,
  }
}

/** The histories of timelines are there for as long as the way is sought. */
const legsOf = async (
  wal: ArchivedWal,
  names: readonly string[],
  about: Stretch['about'],
): Promise<readonly WalLeg[]> => {
  const histories = names.filter(name => /^[0-9A-F]{8}\.history$/.test(name))
  // Without its history a timeline leads nowhere.
  for (const name of histories) await wal.bring(name).catch(ignoreFailure)
  const { legs } = await walWayOf(wal.folder, names, about, wal.keys)
  for (const name of histories) await wal.leave(name)
  return legs
}

const ignoreFailure = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error
}

interface WalFile {
  readonly name: string
  readonly next: string | undefined
  readonly segment: number
}

/** Gives the file's faults. */
const readFile = async (
  wal: ArchivedWal,
  { name, next, segment }: WalFile,
  reader: WalReader,
): Promise<string | undefined> => {
  try {
    await wal.bring(name, next)
    const wanted = { name: sealedWalName(name), keys: wal.keys }
    const opened = await openKept(join(wal.folder, name), wanted)
    return opened ? await readWalFile(opened, segment, reader) : 'it cannot be read'
  } catch (error) {
    return error instanceof Failure ? faultOf(error) : 'it cannot be read'
  } finally {
    await wal.leave(name)
  }
}
