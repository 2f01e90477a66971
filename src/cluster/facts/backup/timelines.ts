/** The way that WAL leads from a backup to the newest moment: over which timelines, and by which files. */
import { join } from 'node:path'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { readKept, unaltered } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import { positionOf, segmentAt, stretchesOf, walName } from '#cluster/facts/backup/wal'
import type { FileKey } from '#model/cluster'

/** Consecutive files of WAL on a timeline, by number. */
export interface WalLeg {
  readonly timeline: number
  readonly first: bigint
  readonly last: bigint
}

export interface WalWay {
  readonly legs: readonly WalLeg[]
  /** Why the way ends there, or is not whole; in sentences. */
  readonly missing: readonly string[]
}

type WalOf = Pick<BackupAbout, 'timeline' | 'startLsn' | 'endLsn' | 'segment'>

/** Bytes of the history of a timeline at most. */
const longestHistory = 64 * 1_024

/** Histories that are read at most, the newest first: a timeline begins with each promotion. */
const mostHistories = 100

/** `names` are the files in the archive. */
export const walWayOf = async (
  archive: string,
  names: readonly string[],
  backup: WalOf,
  keys: readonly FileKey[],
): Promise<WalWay> => {
  const later = names
    .flatMap(name => /^([0-9A-F]{8})\.history$/.exec(name)?.[1] ?? [])
    .map(hex => Number.parseInt(hex, 16))
    .filter(timeline => timeline > backup.timeline)
    .toSorted((one, other) => other - one)
    .slice(0, mostHistories)
  for (const timeline of later) {
    const forks = await historyOf(archive, timeline, keys)
    const from = forks.findIndex(fork => fork.timeline === backup.timeline)
    if (from >= 0 && positionOf(forks[from]?.until ?? '0/0') >= positionOf(backup.endLsn))
      return wayAlong(backup, names, [...forks.slice(from), { timeline, until: null }], later)
  }
  return wayAlong(backup, names, [{ timeline: backup.timeline, until: null }], later)
}

interface Fork {
  readonly timeline: number
  /** The LSN at which the next timeline begins; null for the newest. */
  readonly until: string | null
}

/** In the folder with the files of WAL. The oldest first; empty where the file is not there, or not as PostgreSQL writes a history. */
export const historyOf = async (
  archive: string,
  timeline: number,
  keys: readonly FileKey[],
): Promise<readonly Fork[]> => {
  const file = `${hexOf(timeline)}.history`
  const wanted = { name: sealedWalName(file), keys }
  const text = await readKept(join(archive, file), longestHistory, wanted).catch(unaltered)
  return (Buffer.isBuffer(text) ? text.toString('utf8') : '').split('\n').flatMap(line => {
    const [, of, until] = /^\s*(\d{1,10})\s+([0-9A-F]{1,8}\/[0-9A-F]{1,8})(\s|$)/.exec(line) ?? []
    return of === undefined || until === undefined ? [] : [{ timeline: Number(of), until }]
  })
}

const hexOf = (timeline: number): string => timeline.toString(16).toUpperCase().padStart(8, '0')

const wayAlong = (
  { startLsn, endLsn, segment }: WalOf,
  names: readonly string[],
  forks: readonly Fork[],
  known: readonly number[],
): WalWay => {
  const stretches = stretchesOf(names, segment)
  const legs: WalLeg[] = []
  const missing: string[] = []
  let first = segmentAt(positionOf(startLsn), segment)
  for (const { timeline, until } of forks) {
    // The file in which a timeline begins is copied to the new timeline.
    const end = until === null ? null : segmentAt(positionOf(until), segment) - 1n
    if (end !== null && end < first) continue
    const from = first
    const there = stretches.find(
      one => one.timeline === timeline && one.first <= from && from <= one.last,
    )
    const last = there && (end === null || there.last < end ? there.last : end)
    if (last !== undefined) legs.push({ timeline, first, last })
    if (last === undefined || (end !== null && last < end)) {
      missing.push(
        `${walName(timeline, last === undefined ? first : last + 1n, segment)} is missing.`,
      )
      break
    }
    const next = stretches.find(one => one.timeline === timeline && one.first > last)
    if (end === null && next)
      missing.push(
        `${walName(timeline, last + 1n, segment)} is missing; WAL goes on at ${walName(timeline, next.first, segment)}.`,
      )
    first = last + 1n
  }
  const reached = legs.at(-1)?.last
  if (missing.length === 0 && (reached ?? 0n) < segmentAt(positionOf(endLsn) - 1n, segment))
    missing.push(
      `${walName(legs.at(-1)?.timeline ?? 0, (reached ?? 0n) + 1n, segment)} is missing.`,
    )
  const newest = forks.at(-1)?.timeline ?? 0
  const strange = stretches.find(one => one.timeline > newest && !known.includes(one.timeline))
  return {
    legs,
    missing: strange
      ? [
          ...missing,
          `${hexOf(strange.timeline)}.history is missing, so the WAL of timeline ${strange.timeline} leads nowhere.`,
        ]
      : missing,
  }
}
