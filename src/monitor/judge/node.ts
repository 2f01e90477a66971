/** Judges a limit by the readings of a single node. */
import type { MetricSample } from '#cluster/facts/metric/sample'
import { type Figure, type Limit, metrics } from '#model/guard'
import { comparable, compare, isBroken, isOfMachine } from '#monitor/judge/figure'
import {
  afterGaps,
  type Interval,
  intervalsIn,
  intervalsOf,
  isGap,
  lastGapOf,
  smoothed,
} from '#monitor/judge/intervals'
import { joined, spansBack, totalOf } from '#monitor/judge/spans'
import {
  busyMachine,
  figureSentence,
  gapSentence,
  noTraffic,
  nothingBefore,
  notLongEnough,
  onceOnly,
  overBefore,
  type Subject,
  tooLittle,
} from '#monitor/judge/words'
import { metricRules } from '#monitor/metrics/catalogue'

export interface Readings {
  readonly before: readonly MetricSample[]
  readonly since: readonly MetricSample[]
}

export type NodeVerdict =
  | ({ readonly kind: 'well' } & Told)
  | ({ readonly kind: 'breach'; readonly since: string } & Told)
  /** `quiet` where too little happened on the node to judge by: a busier node may tell. */
  | { readonly kind: 'untold'; readonly because: string; readonly quiet: boolean }

interface Told {
  readonly figure: Figure
  /** The figure as a part of the most that is allowed. */
  readonly strain: number
}

/** Transactions a second that may be Howdah's own looks at a node: a bot makes 1.6 (measured), with room for three. */
const ownTransactions = 5

/** A time between two readings that counts double: readings stopped while the bot was away. */
const lone = { seconds: 60, times: 4 }

export const judgeNode = (
  { before, since }: Readings,
  node: string,
  limit: Limit,
  several: boolean,
): NodeVerdict => {
  const rule = metricRules[limit.metric]
  const subject: Subject = { limit, rule, node: several ? node : null }
  const asked = { rule, limit, first: before.at(-1)?.nodes[node] }
  const all = intervalsOf(since, node, asked)
  const gap = lastGapOf(all)
  const after = afterGaps(all)
  if (after.length === 0)
    return gap ? untold(gapSentence(subject, node, gap)) : untold(neverRead, true)
  const base = baseOf(intervalsOf(before, node, asked), subject)
  if (base !== null && 'kind' in base) return base
  return judgeTimes(
    smoothed(after).map(one => comparable(one, base, limit)),
    base,
    subject,
    node,
  )
}

/**
 * A breach is a figure that breaks the limit twice in a row. Measured on a busy machine, with checkpoints and vacuums
 * and no change: of 104 mean times of 30 calls and more a single figure was over 1.5 times the mean before, no two in a row.
 * A machine with more to do makes every statement slow: such a figure breaks no limit, and is not well either.
 */
const judgeTimes = (
  after: readonly Interval[],
  base: Interval | null,
  subject: Subject,
  node: string,
): NodeVerdict => {
  const { limit, rule } = subject
  const evidence = evidenceOf(limit)
  const told = (time: Interval) => {
    const compared = compare(time, base, limit, rule)
    const { was, is, allowed } = compared
    const seen = { evidence: evidence(time), since: time.from, before: base?.seconds ?? null }
    const sentence = figureSentence(subject, compared, seen)
    const figure: Figure = { metric: limit.metric, node, was, is, sentence }
    const broken = isBroken(compared)
    return {
      figure,
      broken,
      slower: broken && isOfMachine(compared, limit) ? compared.slower : null,
      strain: allowed > 0 ? is / allowed : is,
    }
  }
  const whole = joined(after)
  const spans = spansBack(after, evidence, limit.least)
  const [newest] = spans
  if (!whole || !newest) return untold(tooLittle(subject, whole ? evidence(whole) : 0, after), true)
  const { figure, slower } = told(newest)
  const { was, sentence } = figure
  if (limit.factor === null && was !== null && was > limit.above)
    return untold(overBefore(subject, was))
  if (slower !== null) return untold(busyMachine(subject, slower, sentence))
  const firstOther = spans.findIndex(span => {
    const one = told(span)
    return !one.broken || one.slower !== null
  })
  const over = firstOther === -1 ? spans : spans.slice(0, firstOther)
  const repeated = over.length >= 2 || over.some(span => isLong(span, evidence(span), limit))
  const time = joined(over.toReversed())
  if (repeated && time) {
    const breach = told(time)
    return isLasting(time, breach.strain, limit)
      ? { kind: 'breach', ...breach, since: time.from }
      : untold(notLongEnough(mild.seconds, breach.figure.sentence))
  }
  if (time) return untold(onceOnly(subject, told(time).figure.sentence))
  if (limit.metric !== 'statement time' && !hasTraffic(whole))
    return untold(noTraffic(subject, whole), true)
  const overall = told(whole)
  return { kind: 'well', ...(overall.broken ? told(newest) : overall) }
}

const neverRead = 'Nothing was read since the change.'

const untold = (because: string, quiet = false): NodeVerdict => ({ kind: 'untold', because, quiet })

const hasTraffic = ({ transactions, seconds }: Interval): boolean =>
  transactions > ownTransactions * seconds

/**
 * Statements slower by less than twice the limit have to stay so: on two cores with a test suite beside, 4.7 ms became 8.1
 * for half a minute without any harm, and the fixed computation told of the load only later (measured).
 */
const mild = { strain: 2, seconds: 45 }

const isLasting = ({ seconds }: Interval, strain: number, { metric, factor }: Limit): boolean =>
  metric !== 'statement time' || factor === null || strain >= mild.strain || seconds >= mild.seconds

const isLong = ({ readings, seconds }: Interval, evidence: number, limit: Limit): boolean =>
  metrics[limit.metric].evidence !== 'readings' &&
  readings === 1 &&
  seconds >= lone.seconds &&
  evidence >= lone.times * limit.least

/** The time before the change; null for a limit without a factor where too little is known. */
const baseOf = (
  all: ReturnType<typeof intervalsOf>,
  subject: Subject,
): Interval | null | NodeVerdict => {
  const { limit, rule } = subject
  const base = joined(intervalsIn(all))
  const least = metrics[limit.metric].evidence === 'readings' ? 1 : limit.least
  const enough =
    base !== undefined &&
    evidenceOf(limit)(base) >= least &&
    (!rule.growsWithTraffic || hasTraffic(base)) &&
    // No factor of nothing is a limit.
    (limit.above !== null || totalOf(base).amount > 0)
  if (enough) return base
  return limit.factor === null ? null : untold(nothingBefore(subject), !all.some(isGap))
}

const evidenceOf =
  (limit: Limit) =>
  (interval: Interval): number => {
    switch (metrics[limit.metric].evidence) {
      case 'calls':
      case 'transactions':
        return totalOf(interval).per
      case 'seconds':
        return interval.seconds
      case 'readings':
        return interval.readings
    }
  }
