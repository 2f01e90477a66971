/** The runway of a set: how long the partitions that are there will last. */
import { isTime, type KeyKind } from '#cluster/facts/partition/bound'
import { type Range, type RangeStep, stepFrom } from '#cluster/facts/partition/step'

export interface Runway {
  /** Days until the last range ends, negative once the end is past; null where not known. */
  readonly days: number | null
  /** Whole periods that are still ahead; null where not known. */
  readonly periods: number | null
}

/** From so few periods on a person should know. */
const fewPeriods = 2

const dayMs = 86_400_000

/** `now` in milliseconds since 1970. `newest` has the newest ranges, the newest first. */
export const runwayOf = (
  {
    kind,
    newest,
    step,
  }: { kind: KeyKind | null; newest: readonly Range[]; step: RangeStep | null },
  now: number,
): Runway => {
  const [last] = newest
  if (!kind || !last || !isTime(kind)) return { days: null, periods: null }
  const days = (Number(last.hi) - now) / dayMs
  return { days, periods: step && periodsUntil(BigInt(Math.floor(now)), last.hi, step) }
}

/** Steps back from `end` that stay after `now`. */
const periodsUntil = (now: bigint, end: bigint, step: RangeStep): number => {
  if (end <= now) return 0
  const length = end - stepFrom(end, step, -1)
  return length <= 0n ? 0 : Number((end - now) / length)
}

export const isShort = ({ days, periods }: Runway): boolean =>
  (days !== null && days <= 0) || (periods !== null && periods <= fewPeriods)

/** `61 days`, `5 h`, `ended 3 days ago`. */
export const runwayWords = ({ days }: Runway): string => {
  if (days === null) return 'not known'
  const hours = Math.abs(days) * 24
  const long = hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(Math.abs(days))} days`
  return days <= 0 ? `ended ${long} ago` : long
}
