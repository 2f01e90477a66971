/** How long the ranges of a partitioned table are: a calendar's unit in a zone, or a number of keys. */
import { Temporal } from 'temporal-polyfill'
import { isTime, type KeyKind } from '#cluster/facts/partition/bound'
import { adverbs, readLength, type Unit } from '#text/length'

export type RangeStep =
  | {
      readonly kind: 'calendar'
      readonly count: number
      readonly unit: Unit
      readonly zone: string
    }
  | { readonly kind: 'number'; readonly size: bigint }

export interface Range {
  readonly lo: bigint
  readonly hi: bigint
}

/** The bound `times` steps after `from`. Months are counted from `from`, so that no short month shortens the next. */
export const stepFrom = (from: bigint, step: RangeStep, times: number): bigint => {
  if (step.kind === 'number') return from + step.size * BigInt(times)
  const at = Temporal.Instant.fromEpochMilliseconds(Number(from)).toZonedDateTimeISO(step.zone)
  return BigInt(at.add({ [`${step.unit}s`]: step.count * times }).epochMilliseconds)
}

/** Lengths that people make partitions of, the longest first. */
const common: readonly (readonly [number, Unit])[] = [
  [1, 'year'],
  [6, 'month'],
  [3, 'month'],
  [1, 'month'],
  [1, 'week'],
  [1, 'day'],
]

/**
 * The step of `ranges`, the newest first; null where the ranges follow no step. A zone counts in which days begin at
 * midnight there; `zones` in the order of preference.
 */
export const stepOf = (
  kind: KeyKind,
  ranges: readonly Range[],
  zones: readonly string[],
): RangeStep | null => {
  const [newest] = ranges
  if (!newest) return null
  if (!isTime(kind)) {
    const size = newest.hi - newest.lo
    return ranges.every(({ lo, hi }) => hi - lo === size) ? { kind: 'number', size } : null
  }
  const known = kind === 'timestamptz' || kind === 'uuid' ? zones : ['UTC']
  const calendars = known.flatMap(zone =>
    common.map(([count, unit]): RangeStep => ({ kind: 'calendar', count, unit, zone })),
  )
  const fits = (step: RangeStep) => ranges.every(({ lo, hi }) => stepFrom(lo, step, 1) === hi)
  return (
    calendars.find(step => ranges.every(({ lo }) => isWhole(lo, step)) && fits(step)) ??
    constant(ranges)
  )
}

/** Whether the range begins with a unit in the zone of the step: a month on the first, a day at midnight. */
const isWhole = (lo: bigint, step: RangeStep): boolean => {
  if (step.kind === 'number') return true
  const at = Temporal.Instant.fromEpochMilliseconds(Number(lo)).toZonedDateTimeISO(step.zone)
  if (!at.equals(at.startOfDay())) return false
  return step.unit === 'year' || step.unit === 'month' ? at.day === 1 : true
}

const minute = 60_000n

const constant = (ranges: readonly Range[]): RangeStep | null => {
  const [first] = ranges
  const length = first ? first.hi - first.lo : 0n
  if (length <= 0n || length % minute !== 0n) return null
  if (!ranges.every(({ lo, hi }) => hi - lo === length)) return null
  const minutes = Number(length / minute)
  return minutes % 60 === 0
    ? { kind: 'calendar', count: minutes / 60, unit: 'hour', zone: 'UTC' }
    : { kind: 'calendar', count: minutes, unit: 'minute', zone: 'UTC' }
}

/** Reads `1 month`, `weekly`, `12 hours` or, for an integer key, `1000000`; null for other words. */
export const readStep = (kind: KeyKind, said: string, zone: string): RangeStep | null => {
  const plain = said.trim().toLowerCase().replaceAll(/[,_]/g, '')
  if (!isTime(kind))
    return /^[1-9]\d{0,17}$/.test(plain) ? { kind: 'number', size: BigInt(plain) } : null
  const length = readLength(plain)
  // Nobody makes a partition for a second.
  if (length?.unit === 'second') return null
  return length && { kind: 'calendar', ...length, zone: isTimeOfDay(kind) ? 'UTC' : zone }
}

const isTimeOfDay = (kind: KeyKind): boolean => kind === 'date' || kind === 'timestamp'

/** `monthly`, `every 12 hours`, `every 1,000,000 keys`; names the zone where days are not UTC's. */
export const stepWords = (step: RangeStep): string => {
  if (step.kind === 'number') return `every ${step.size.toLocaleString('en')} keys`
  const zone = step.zone === 'UTC' ? '' : ` in ${step.zone}`
  const adverb = Object.entries(adverbs).find(
    ([, { count, unit }]) => count === step.count && unit === step.unit,
  )
  return `${adverb ? adverb[0] : `every ${step.count} ${step.unit}${step.count === 1 ? '' : 's'}`}${zone}`
}
