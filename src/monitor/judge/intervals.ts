/** The times between the readings of a node. */
import type { MetricSample, SampledNode } from '#cluster/facts/metric/sample'
import type { Limit } from '#model/guard'
import { grownBy, type MetricRule, type Portions, type Untold } from '#monitor/metrics/metric'

export interface Interval {
  /** ISO. */
  readonly from: string
  readonly to: string
  readonly seconds: number
  readonly readings: number
  /** On this node, in all databases. */
  readonly transactions: number
  readonly portions: Portions
  /** Of a fixed computation, on average; null where not known. */
  readonly computationMs: number | null
}

/** A time without a figure. */
export interface Gap {
  readonly from: string
  readonly to: string
  readonly untold: Untold
}

export const isGap = (one: Interval | Gap): one is Gap => 'untold' in one

export interface AboutNode {
  readonly limit: Limit
  readonly rule: MetricRule
  /** The last reading before the change. */
  readonly first: SampledNode | undefined
}

export const intervalsOf = (
  samples: readonly MetricSample[],
  node: string,
  { rule, limit, first }: AboutNode,
): readonly (Interval | Gap)[] =>
  samples.slice(1).map((later, index) => {
    const earlier = samples[index] ?? later
    const [from, to] = [earlier.at, later.at]
    const [then, now] = [earlier.nodes[node], later.nodes[node]]
    if (!then || !now) return { from, to, untold: 'silent' }
    const seconds = now.at - then.at
    if (seconds <= 0) return { from, to, untold: 'clock' }
    const transactions = transactionsBetween(then, now)
    const portions = rule.between(then, now, limit, first ?? then)
    if (typeof portions === 'string') return { from, to, untold: portions }
    // Calls tell by themselves whether there was traffic.
    if (transactions === undefined && limit.metric !== 'statement time')
      return { from, to, untold: 'began anew' }
    return {
      from,
      to,
      seconds,
      readings: 1,
      transactions: transactions ?? 0,
      portions,
      computationMs: meanOf([then.computationMs, now.computationMs]),
    }
  })

/** Computations taken together: on a busy machine a single one is a matter of luck, 6 to 106 ms at the same load (measured). */
const together = 6

export const smoothed = (all: readonly Interval[]): readonly Interval[] =>
  all.map((one, index) => ({
    ...one,
    computationMs: meanOf(
      all
        .slice(Math.max(0, index + 1 - together), index + 1)
        .map(({ computationMs }) => computationMs),
    ),
  }))

/** The mean of the known figures; null for none. */
export const meanOf = (figures: readonly (number | null | undefined)[]): number | null => {
  const known = figures.filter(one => typeof one === 'number')
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length
}

const transactionsBetween = (
  { transactions: then }: SampledNode,
  { transactions: now }: SampledNode,
): number | undefined =>
  then.databases === now.databases
    ? grownBy(
        { began: then.began, count: then.commits + then.rollbacks },
        { began: now.began, count: now.commits + now.rollbacks },
      )
    : undefined

/** The last gap, together with the gaps of the same kind right before; undefined for no gap. */
export const lastGapOf = (all: readonly (Interval | Gap)[]): Gap | undefined => {
  const gap = all.findLast(isGap)
  if (!gap) return undefined
  const run = all.slice(0, all.indexOf(gap) + 1)
  const begin = run.findLastIndex(one => !isGap(one) || one.untold !== gap.untold) + 1
  return { ...gap, from: run[begin]?.from ?? gap.from }
}

export const intervalsIn = (all: readonly (Interval | Gap)[]): readonly Interval[] =>
  all.flatMap(one => (isGap(one) ? [] : [one]))

export const afterGaps = (all: readonly (Interval | Gap)[]): readonly Interval[] =>
  intervalsIn(all.slice(all.findLastIndex(isGap) + 1))
