/** Neighbouring intervals as one longer time. */
import { type Interval, meanOf } from '#monitor/judge/intervals'
import type { Portion, Portions } from '#monitor/metrics/metric'

/** Undefined for no intervals. */
export const joined = (intervals: readonly Interval[]): Interval | undefined => {
  const [first] = intervals
  const last = intervals.at(-1)
  if (!first || !last) return undefined
  const sum = (read: (one: Interval) => number) =>
    intervals.reduce((total, one) => total + read(one), 0)
  return {
    from: first.from,
    to: last.to,
    seconds: sum(({ seconds }) => seconds),
    readings: sum(({ readings }) => readings),
    transactions: sum(({ transactions }) => transactions),
    portions: added(intervals.map(({ portions }) => portions)),
    computationMs: meanOf(intervals.map(({ computationMs }) => computationMs)),
  }
}

const added = (all: readonly Portions[]): Portions => {
  const sums = new Map<string, Portion>()
  for (const [key, { amount, per }] of all.flatMap(portions => Object.entries(portions))) {
    const sum = sums.get(key)
    sums.set(key, { amount: (sum?.amount ?? 0) + amount, per: (sum?.per ?? 0) + per })
  }
  return Object.fromEntries(sums)
}

/** The newest first: each the shortest time with enough evidence, and no interval in two spans. */
export const spansBack = (
  intervals: readonly Interval[],
  evidence: (one: Interval) => number,
  least: number,
): readonly Interval[] => {
  const spans: Interval[] = []
  let [end, seen] = [intervals.length, 0]
  for (const [start, interval] of [...intervals.entries()].toReversed()) {
    seen += evidence(interval)
    if (seen < least) continue
    const span = joined(intervals.slice(start, end))
    if (span) spans.push(span)
    end = start
    seen = 0
  }
  return spans
}

export const totalOf = ({ portions }: Pick<Interval, 'portions'>): Portion => {
  const all = Object.values(portions)
  return {
    amount: all.reduce((sum, { amount }) => sum + amount, 0),
    per: all.reduce((sum, { per }) => sum + per, 0),
  }
}
