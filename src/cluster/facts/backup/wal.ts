/** WAL in an archive, by the names of its files alone (manual, 28.6: timeline and place stand in the name). */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { namesIn } from '#cluster/facts/backup/plain-file'

/** Files that follow each other without a gap. */
export interface WalStretch {
  readonly timeline: number
  /** Numbers of the first and the last file, counted over the whole life of the database system. */
  readonly first: bigint
  readonly last: bigint
}

/** Files of WAL of 16 TB. */
const mostFiles = 1_000_000

/** Null for an archive that cannot be read, and for a folder with more files than an archive has. */
export const readArchive = async (folder: string): Promise<readonly string[] | null> => {
  const names = await namesIn(folder, mostFiles).catch(() => null)
  return names === 'crowded' ? null : names
}

/** When a file of WAL came into the archive, as an ISO time; null where the file is not there. */
export const archivedAt = async (folder: string, name: string): Promise<string | null> =>
  lstat(join(folder, name)).then(
    found => (found.isFile() ? found.mtime.toISOString() : null),
    () => null,
  )

/** `segment` is the size of a file in bytes. */
export const stretchesOf = (names: readonly string[], segment: number): readonly WalStretch[] => {
  const found: WalStretch[] = []
  for (const { timeline, number } of names
    .flatMap(name => placeIn(name, segment) ?? [])
    .toSorted(
      (one, other) => one.timeline - other.timeline || (one.number < other.number ? -1 : 1),
    )) {
    const open = found.at(-1)
    if (open?.timeline === timeline && open.last + 1n === number)
      found[found.length - 1] = { ...open, last: number }
    else found.push({ timeline, first: number, last: number })
  }
  return found
}

const walFile = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/

const placeIn = (name: string, segment: number) => {
  const [, timeline = '', log = '', part = ''] = walFile.exec(name) ?? []
  return timeline === ''
    ? undefined
    : {
        timeline: Number.parseInt(timeline, 16),
        number: BigInt(`0x${log}`) * perLog(segment) + BigInt(`0x${part}`),
      }
}

const perLog = (segment: number): bigint => 0x1_0000_0000n / BigInt(segment)

/** `000000010000000000000003`. */
export const walName = (timeline: number, number: bigint, segment: number): string =>
  [BigInt(timeline), number / perLog(segment), number % perLog(segment)]
    .map(part => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('')

/** The number of the file that holds the byte at `lsn`. */
export const segmentAt = (lsn: bigint, segment: number): bigint => lsn / BigInt(segment)

/** The number of the byte that an LSN names. */
export const positionOf = (lsn: string): bigint => {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/** Whether the file with the byte before `lsn`, or a later one of any timeline, has arrived: gaps before are not asked about. */
export const hasArrived = (names: readonly string[], lsn: string, segment: number): boolean => {
  const wanted = placeName(positionOf(lsn) - 1n, segment)
  return names.some(name => walFile.test(name) && name.slice(8) >= wanted)
}

/** Whether an LSN lies before, in or behind a file of WAL, whatever the timeline. */
export const isInFile = (
  lsn: string,
  segment: number,
  name: string,
): 'earlier' | 'here' | 'later' => {
  const own = placeName(positionOf(lsn), segment)
  return own < name.slice(8) ? 'earlier' : own === name.slice(8) ? 'here' : 'later'
}

/** Files from before the start of a backup; all files of WAL where `backup` is null. */
export const filesBefore = (
  names: readonly string[],
  backup: Pick<BackupAbout, 'startLsn' | 'segment'> | null,
): readonly string[] => {
  const wal = names.filter(name => walFile.test(name))
  if (backup === null) return wal
  const first = placeName(positionOf(backup.startLsn), backup.segment)
  return wal.filter(name => name.slice(8) < first)
}

/** The name of a file without the timeline: such names follow each other as the files do. */
const placeName = (position: bigint, segment: number): string =>
  walName(0, segmentAt(position, segment), segment).slice(8)

/** How far a backup can be brought by the WAL of the backup's own timeline. */
export interface WalReach {
  /** Missing files without which the backup cannot be restored. */
  readonly missing: readonly string[]
  /** The last file without a gap before it; null while files are missing. */
  readonly last: string | null
  /** Where WAL begins again after a gap; null without a gap. */
  readonly after: string | null
}

const mostNamed = 3

export const reachOf = (
  {
    timeline,
    startLsn,
    endLsn,
    segment,
  }: Pick<BackupAbout, 'timeline' | 'startLsn' | 'endLsn' | 'segment'>,
  stretches: readonly WalStretch[],
): WalReach => {
  const from = segmentAt(positionOf(startLsn), segment)
  // The end is the byte behind the last byte.
  const to = segmentAt(positionOf(endLsn) - 1n, segment)
  const own = stretches.filter(one => one.timeline === timeline && one.last >= from)
  // Of a million names, forged or not, few are gone through for each file of the backup.
  const within = own.filter(({ first }) => first <= to)
  const missing: string[] = []
  for (let number = from; number <= to && missing.length < mostNamed; number += 1n)
    if (!within.some(({ first, last }) => first <= number && number <= last))
      missing.push(walName(timeline, number, segment))
  const whole = within.find(({ first, last }) => first <= from && to <= last)
  if (!whole) return { missing, last: null, after: null }
  const next = own.find(({ first }) => first > whole.last)
  return {
    missing,
    last: walName(timeline, whole.last, segment),
    after: next ? walName(timeline, next.first, segment) : null,
  }
}
