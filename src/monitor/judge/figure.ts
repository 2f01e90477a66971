/** The figure of a time, compared with the time before the change. */
import type { Limit } from '#model/guard'
import type { Interval } from '#monitor/judge/intervals'
import { totalOf } from '#monitor/judge/spans'
import type { MetricRule } from '#monitor/metrics/metric'

export interface Compared {
  readonly was: number | null
  readonly is: number
  /** The most that the limit allows. */
  readonly allowed: number
  /** How many times the transactions of before; 1 for fewer, and for metrics that do not grow with traffic. */
  readonly busier: number
  /** How many times as long a fixed computation takes the node as before; 1 for no longer, or where not known. */
  readonly slower: number
}

/** A statement with fewer calls before the change has no mean to compare with. */
const fewestCalls = 10

/** Leaves out statements that were hardly called before the change. */
export const comparable = (interval: Interval, before: Interval | null, limit: Limit): Interval => {
  if (limit.metric !== 'statement time' || limit.factor === null || before === null) return interval
  const known = Object.entries(interval.portions).filter(
    ([id]) => (before.portions[id]?.per ?? 0) >= fewestCalls,
  )
  return { ...interval, portions: Object.fromEntries(known) }
}

export const isBroken = ({ is, allowed }: Compared): boolean => is > allowed

/**
 * Whether the machine alone may have broken the limit, since the machine is slower at everything. Harm that keeps the
 * machine busy is found all the same: its statements are slower by their own work as well. Replayed over 20 minutes of
 * changing loads without a change, from each of 361 starts with five readings before: within a minute 18 false alarms
 * for a statement of 13 ms without this rule and 2 with it, 19 and 6 for one of 0.5 ms.
 */
export const isOfMachine = ({ was, is, slower }: Compared, { metric, factor }: Limit): boolean =>
  metric === 'statement time' && factor !== null && was !== null && is <= factor * was * slower

/** `before` is null where nothing is known of the time before. */
export const compare = (
  span: Interval,
  before: Interval | null,
  limit: Limit,
  rule: MetricRule,
): Compared => {
  const { amount, per } = totalOf(span)
  const is = per > 0 ? amount / per : 0
  const was = before && asBefore(span, before)
  const busier = before && rule.growsWithTraffic ? Math.max(1, rate(span) / rate(before)) : 1
  const most = limit.factor === null || was === null ? 0 : limit.factor * was * busier
  const slower = slowerThan(before?.computationMs ?? null, span.computationMs)
  return { was, is, busier, slower, allowed: Math.max(most, limit.above ?? 0) }
}

const slowerThan = (before: number | null, now: number | null): number =>
  before === null || now === null || before <= 0 ? 1 : Math.max(1, now / before)

/** The figure of the time before, with the calls of now: a different mix of statements is no different mean time. */
const asBefore = ({ portions }: Interval, before: Interval): number => {
  let [amount, total] = [0, 0]
  for (const [key, { per }] of Object.entries(portions)) {
    const then = before.portions[key]
    if (!then || then.per === 0) continue
    amount += (per * then.amount) / then.per
    total += per
  }
  return total > 0 ? amount / total : 0
}

const rate = ({ transactions, seconds }: Interval): number => transactions / seconds
