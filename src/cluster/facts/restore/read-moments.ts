/** Reads the archived WAL behind a base backup for records that tell a moment. */
import { join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { faultOf, openKept } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import { walWayOf } from '#cluster/facts/backup/timelines'
import { positionOf, readArchive, segmentAt, walName } from '#cluster/facts/backup/wal'
import { lsnAt, openWalReader, readWalFile, type WalReader } from '#cluster/facts/backup/wal-reader'
import { type MomentRecord, momentListener } from '#cluster/facts/restore/records'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'

export interface Stretch {
  readonly archive: string
  /** Of the archive. */
  readonly keys: readonly FileKey[]
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
  { archive, keys, about, from, until, files }: Stretch,
  hear: (record: MomentRecord) => boolean,
): Promise<StretchRead | null> => {
  const names = await readArchive(archive)
  if (names === null) return null
  const { segment } = about
  const { legs } = await walWayOf(archive, names, about, keys)
  const least = segmentAt(positionOf(from ?? about.startLsn), segment)
  const most = until === null ? null : segmentAt(positionOf(until) - 1n, segment)
  const wanted = legs
    .flatMap(({ timeline, first, last }) => {
      const numbers = []
      for (let number = first; number <= last; number += 1n) numbers.push({ timeline, number })
      return numbers
    })
    .filter(({ number }) => number >= least && (most === null || number <= most))
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
  for (const { timeline, number } of wanted) {
    const name = walName(timeline, number, segment)
    reader.begin(timeline, Number(number) * segment)
    const wrong = await readFile(join(archive, name), { name, segment, keys }, reader)
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

interface WalFile {
  readonly name: string
  readonly segment: number
  readonly keys: readonly FileKey[]
}

/** Gives the file's faults. */
const readFile = async (
  path: string,
  { name, segment, keys }: WalFile,
  reader: WalReader,
): Promise<string | undefined> => {
  try {
    const opened = await openKept(path, { name: sealedWalName(name), keys })
    return opened ? await readWalFile(opened, segment, reader) : 'it cannot be read'
  } catch (error) {
    return error instanceof Failure ? faultOf(error) : 'it cannot be read'
  }
}
