/** The runway of a set: how long the partitions that are there will last. */
import { isTime, type KeyKind } from '#cluster/facts/partition/bound'
import type { Growth } from '#cluster/facts/partition/growth'
import { type Range, type RangeStep, stepFrom } from '#cluster/facts/partition/step'
import { counted } from '#text/figures'

export interface Runway {
  /** Days until the last range ends, negative once the end is past; null where not known. */
  readonly days: number | null
  /** Whole periods that are still ahead; null where not known. */
  readonly periods: number | null
  /** How well the days are known: a clock tells exactly, the growth of a key about, or no less than so many. */
  readonly by: 'clock' | 'growth' | 'least growth'
}

/** From so few periods on a person should know. */
const fewPeriods = 2

/** A key of integers that lasts so many days is no hurry, however long its ranges are. */
const manyDays = 30

const dayMs = 86_400_000

interface Ranged {
  readonly kind: KeyKind | null
  /** The newest ranges, the newest first. */
  readonly newest: readonly Range[]
  readonly step: RangeStep | null
  readonly growth: Growth | null
}

/** `now` in milliseconds since 1970. */
export const runwayOf = ({ kind, newest, step, growth }: Ranged, now: number): Runway => {
  const [last] = newest
  if (!kind || !last) return { days: null, periods: null, by: 'clock' }
  if (!isTime(kind))
    return growth ? byGrowth(growth, last, step) : { days: null, periods: null, by: 'growth' }
  const days = (Number(last.hi) - now) / dayMs
  return {
    days,
    periods: step && periodsUntil(BigInt(Math.floor(now)), last.hi, step),
    by: 'clock',
  }
}

const byGrowth = (
  { at, perDay, isMost }: Growth,
  { hi }: Range,
  step: RangeStep | null,
): Runway => {
  const left = Number(hi - at)
  return {
    days: left <= 0 ? 0 : perDay === null ? null : left / perDay,
    periods: step && periodsUntil(at, hi, step),
    by: isMost ? 'least growth' : 'growth',
  }
}

/** Steps back from `end` that stay after `now`. */
const periodsUntil = (now: bigint, end: bigint, step: RangeStep): number => {
  if (end <= now) return 0
  const length = end - stepFrom(end, step, -1)
  return length <= 0n ? 0 : Number((end - now) / length)
}

export const isShort = ({ days, periods, by }: Runway): boolean =>
  (days !== null && days <= 0) ||
  (periods !== null && periods <= fewPeriods && (by === 'clock' || (days ?? 0) <= manyDays))

/** `61 days`, `5 h`, `ended 3 days ago`; of a key of integers `about 61 days`, `at least 61 days`, `3 ranges`. */
export const runwayWords = ({ days, periods, by }: Runway): string => {
  if (days === null) return periods === null ? 'not known' : counted(periods, 'range')
  if (days <= 0 && by !== 'clock') return 'used up'
  const hours = Math.abs(days) * 24
  const long = hours < 48 ? `${Math.floor(hours)} h` : counted(Math.floor(Math.abs(days)), 'day')
  if (days <= 0) return `ended ${long} ago`
  return `${by === 'clock' ? '' : by === 'growth' ? 'about ' : 'at least '}${long}`
}
