/** Names of new partitions: as the parent's partitions are named, else `events_p2026_12`. */
import { Temporal } from 'temporal-polyfill'
import { isTime, type KeyKind } from '#cluster/facts/partition/bound'
import { type Range, type RangeStep, stepFrom } from '#cluster/facts/partition/step'

export interface NamedRange extends Range {
  readonly name: string
}

/** Gives the name of a new range. */
export type Naming = (range: Range) => string

/** Writes the part of a name that tells the range. */
type Stamp = (range: Range, step: RangeStep) => string

/** `named` are partitions of the parent, the newest first: at most three are compared. */
export const namingOf = (
  kind: KeyKind,
  parent: string,
  named: readonly NamedRange[],
  step: RangeStep,
): Naming => {
  const seen = named.slice(0, 3)
  const [newest] = seen
  for (const stamp of isTime(kind) ? timeStamps : numberStamps) {
    const at = newest ? newest.name.lastIndexOf(stamp(newest, step)) : -1
    if (!newest || at < 0) continue
    const before = newest.name.slice(0, at)
    const after = newest.name.slice(at + stamp(newest, step).length)
    const name: Naming = range => `${before}${stamp(range, step)}${after}`
    if (seen.every(one => name(one) === one.name) && tellsApart(name, newest, step)) return name
  }
  return range => `${parent}_p${fallback(kind, range, step)}`
}

/** A stamp of the month does not tell one week from the next. */
const tellsApart = (name: Naming, { hi }: Range, step: RangeStep): boolean => {
  const next = [0, 1, 2, 3, 4].map(n => ({
    lo: stepFrom(hi, step, n),
    hi: stepFrom(hi, step, n + 1),
  }))
  return new Set(next.map(name)).size === next.length
}

const timeAt = ({ lo }: Range, step: RangeStep): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Number(lo)).toZonedDateTimeISO(
    step.kind === 'calendar' ? step.zone : 'UTC',
  )

const two = (value: number): string => String(value).padStart(2, '0')

/** `YYYY`, `MM`, `DD`, `HH`, `MI`, `Q`, ISO week `IYYY` and `IW` in a pattern stand for their figures. */
const dated =
  (pattern: string): Stamp =>
  (range, step) => {
    const at = timeAt(range, step)
    return pattern
      .replace('IYYY', String(at.yearOfWeek))
      .replace('IW', two(at.weekOfYear ?? 0))
      .replace('YYYY', String(at.year))
      .replace('MM', two(at.month))
      .replace('DD', two(at.day))
      .replace('HH', two(at.hour))
      .replace('MI', two(at.minute))
      .replace('Q', String(Math.ceil(at.month / 3)))
  }

/** The longest first: a day has its month in it. */
const timeStamps: readonly Stamp[] = [
  'YYYY_MM_DD_HHMI',
  'YYYYMMDD_HHMI00',
  'YYYYMMDD_HHMI',
  'YYYYMMDDHHMI',
  'YYYY_MM_DD_HH',
  'YYYYMMDD_HH',
  'YYYYMMDDHH',
  'YYYY_MM_DD',
  'YYYY-MM-DD',
  'YYYYMMDD',
  'yYYYYmMMdDD',
  'YYYY_MM',
  'YYYY-MM',
  'YYYYMM',
  'yYYYYmMM',
  'yYYYY_mMM',
  'IYYYwIW',
  'IYYY_wIW',
  'yIYYYwIW',
  'IYYY_IW',
  'YYYYqQ',
  'YYYY_qQ',
  'YYYY',
].map(dated)

const lengthOf = ({ lo, hi }: Range): bigint => (hi > lo ? hi - lo : 1n)

const numberStamps: readonly Stamp[] = [
  ({ lo, hi }) => `${lo}_${hi}`,
  ({ lo, hi }) => `${lo}_${hi - 1n}`,
  ({ lo }) => String(lo),
  ({ hi }) => String(hi),
  ({ hi }) => String(hi - 1n),
  range => String(range.lo / lengthOf(range) + 1n),
  range => String(range.lo / lengthOf(range)),
]

const fallback = (kind: KeyKind, range: Range, step: RangeStep): string => {
  if (!isTime(kind) || step.kind === 'number') return String(range.lo)
  const pattern = {
    year: 'YYYY',
    month: 'YYYY_MM',
    week: 'YYYY_MM_DD',
    day: 'YYYY_MM_DD',
    hour: 'YYYY_MM_DD_HH',
    minute: 'YYYY_MM_DD_HHMI',
    second: 'YYYY_MM_DD_HHMI',
  }[step.unit]
  return dated(pattern)(range, step)
}
