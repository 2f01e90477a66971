/** The partitions that a set lacks, and the partitions older than people want to keep. */
import {
  boundWords,
  isTime,
  isTimeInUuid,
  type KeyKind,
  writeBound,
} from '#cluster/facts/partition/bound'
import { namingOf } from '#cluster/facts/partition/names'
import type { Part } from '#cluster/facts/partition/parts'
import { type RangeStep, stepFrom } from '#cluster/facts/partition/step'
import type { Unit } from '#text/length'

/** A partition to make. */
export interface DueRange {
  readonly name: string
  readonly lo: bigint
  readonly hi: bigint
  /** The bounds as SQL reads them in any session. */
  readonly from: string
  readonly to: string
  /** The bounds as people read them. */
  readonly words: string
}

/** A plan makes, and detaches, at most so many. */
export const mostMade = 60

type RangePart = Part & { readonly lo: bigint; readonly hi: bigint; readonly loText: string }

/** Partitions with two bounds, the newest first, without a half detached partition. */
export const rangesOf = (parts: readonly Part[]): readonly RangePart[] =>
  parts
    .filter(
      (part): part is RangePart =>
        part.lo !== null && part.hi !== null && part.loText !== null && !part.pending,
    )
    .toReversed()

interface Asked {
  readonly kind: KeyKind
  readonly parent: string
  readonly step: RangeStep
  readonly ahead: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Ranges from the end of the newest on, until `ahead` of them lie behind the present one. */
export const missingRanges = (
  parts: readonly Part[],
  { kind, parent, step, ahead, now }: Asked,
): readonly DueRange[] => {
  const ranges = rangesOf(parts)
  const [newest] = ranges
  // A range without an upper bound takes every later row.
  if (!newest || parts.some(one => !one.isDefault && one.hi === null && one.lo !== null)) return []
  const until = isTime(kind) ? endAhead(newest.hi, step, ahead, BigInt(now)) : null
  const used = ranges.findIndex(one => one.bytes > 0 && one.heapBytes > 0)
  const wanted = until ?? Math.max(0, ahead - (used < 0 ? ranges.length - 1 : used))
  const naming = namingOf(kind, parent, ranges, step)
  return Array.from({ length: Math.min(wanted, mostMade) }, (_, place) => {
    const range = { lo: stepFrom(newest.hi, step, place), hi: stepFrom(newest.hi, step, place + 1) }
    return {
      ...range,
      name: naming(range),
      from: writeBound(kind, range.lo, newest.loText),
      to: writeBound(kind, range.hi, newest.loText),
      words: `${boundWords(kind, range.lo)} to ${boundWords(kind, range.hi)}`,
    }
  })
}

/** Counts the steps from `end` on until `ahead` whole ranges lie behind the range with `now` in it. */
const endAhead = (end: bigint, step: RangeStep, ahead: number, now: bigint): number => {
  const startsBy = (times: number) => stepFrom(end, step, times) <= now
  let toPresent = 0
  while (startsBy(toPresent) && toPresent < mostMade) toPresent += 1
  if (toPresent > 0) return toPresent + ahead
  let there = 0
  while (there < ahead && !startsBy(-there - 1)) there += 1
  return ahead - there
}

/** Partitions that end before the kept time begins, the oldest first. */
export const expiredParts = (
  parts: readonly Part[],
  keep: { readonly count: number; readonly unit: Unit },
  now: number,
): readonly Part[] => {
  const since = stepFrom(
    BigInt(now),
    { kind: 'calendar', count: keep.count, unit: keep.unit, zone: 'UTC' },
    -1,
  )
  return parts.filter(
    ({ hi, isDefault, pending }) => !isDefault && !pending && hi !== null && hi <= since,
  )
}

/** False for a UUID key whose bounds are no times. */
export const hasTimes = (kind: KeyKind, parts: readonly Part[]): boolean =>
  kind !== 'uuid' || rangesOf(parts).every(({ lo, hi }) => isTimeInUuid(lo) && isTimeInUuid(hi))
