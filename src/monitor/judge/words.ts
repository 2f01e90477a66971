/** The sentences of a guard in the thread of the change. */
import { type Limit, metrics } from '#model/guard'
import type { Compared } from '#monitor/judge/figure'
import type { Gap, Interval } from '#monitor/judge/intervals'
import type { MetricRule, Untold } from '#monitor/metrics/metric'
import { count, counted, seconds } from '#text/figures'
import { inUnitOf } from '#text/metric-figure'

export interface Subject {
  readonly limit: Limit
  readonly rule: MetricRule
  /** Null for the only node. */
  readonly node: string | null
}

/** `14:03 UTC` of an ISO time. */
export const clock = (iso: string): string => `${iso.slice(11, 16)} UTC`

export interface FigureSeen {
  readonly evidence: number
  /** An ISO time. */
  readonly since: string
  /** How many seconds before the change were measured; null where none were. */
  readonly before: number | null
}

/** Mean time of "User search" went from 1.2 ms in the 25 s before to 4.9 ms (4.1×, limit 1.5×) over 312 calls since 14:03 UTC. */
export const figureSentence = (
  subject: Subject,
  compared: Compared,
  { evidence, since, before }: FigureSeen,
): string => {
  const { was, is } = compared
  const write = writerOf(subject.limit)
  const measured = before === null ? '' : ` in the ${seconds(before)} before`
  const went =
    was === null ? `came to ${write(is)}` : `went from ${write(was)}${measured} to ${write(is)}`
  const over = `over ${evidenceWords(subject.limit, evidence)} since ${clock(since)}`
  return `${titleOf(subject)} ${went} (${limitWords(subject.limit, compared)}) ${over}.`
}

const titleOf = ({ limit, rule, node }: Subject): string =>
  node === null ? rule.title(limit) : `${rule.title(limit)} on ${node}`

/** Where a limit has two bounds, the higher is the limit. */
const limitWords = (limit: Limit, { was, is, busier, allowed }: Compared): string => {
  const ratio = was === null || was === 0 ? [] : [times(is / was)]
  const absolute = limit.factor === null || allowed === limit.above
  const most = absolute ? writerOf(limit)(allowed) : factorWords(limit.factor, busier)
  return [...ratio, `limit ${most}`].join(', ')
}

const factorWords = (factor: number, busier: number): string =>
  busier > 1.05 ? `${times(factor * busier)} at ${times(busier)} the transactions` : `${factor}×`

const times = (value: number): string => `${value < 10 ? value.toFixed(1) : count(value)}×`

const writerOf =
  ({ metric }: Limit): ((value: number) => string) =>
  value =>
    inUnitOf(metrics[metric].unit, value)

const evidenceWords = ({ metric }: Limit, evidence: number): string => {
  switch (metrics[metric].evidence) {
    case 'calls':
      return counted(evidence, 'call')
    case 'transactions':
      return counted(evidence, 'transaction')
    case 'seconds':
      return seconds(evidence)
    case 'readings':
      return counted(evidence, 'reading')
  }
}

const cannot = (subject: Subject): string => `${titleOf(subject)} cannot be judged`

export const tooLittle = (subject: Subject, evidence: number, after: readonly Interval[]): string =>
  `${cannot(subject)}: ${evidenceWords(subject.limit, evidence)} since ${clock(after[0]?.from ?? '')}, and ${evidenceWords(subject.limit, subject.limit.least)} are needed.`

export const nothingBefore = (subject: Subject): string =>
  `${cannot(subject)}: before the change there was too little to compare with.`

/** No change is to blame for a limit that was broken before. */
export const overBefore = (subject: Subject, was: number): string =>
  `${cannot(subject)}: ${writerOf(subject.limit)(was)} before the change was over the limit already.`

export const onceOnly = (subject: Subject, sentence: string): string =>
  `${cannot(subject)} by a single figure over the limit. ${sentence}`

/** `forSeconds`: how long a figure little over the limit has to stay there. */
export const notLongEnough = (forSeconds: number, sentence: string): string =>
  `Over the limit, by less than twice: that is judged once it has lasted for ${forSeconds} s. ${sentence}`

/** `slower`: how many times as long a fixed computation takes as before the change. */
export const busyMachine = (subject: Subject, slower: number, sentence: string): string =>
  `${cannot(subject)}: the machine has more to do than before, a fixed computation takes ${times(slower)} as long. ${sentence}`

export const noTraffic = (subject: Subject, { transactions, from }: Interval): string =>
  `${cannot(subject)}: there was hardly any traffic (${counted(transactions, 'transaction')} since ${clock(from)}, Howdah’s own among these).`

export const gapSentence = (subject: Subject, name: string, gap: Gap): string =>
  `${cannot(subject)}: ${untoldWords(name, gap)[gap.untold]}.`

const untoldWords = (name: string, { from, to }: Gap): Readonly<Record<Untold, string>> => ({
  'began anew': `the counters of ${name} began anew ${when(from, to)}`,
  hidden: `the observing login does not see the sessions of others on ${name}`,
  'no statements': `pg_stat_statements cannot be read on ${name}`,
  'fewer replicas': `fewer replicas stream from ${name} than before the change`,
  'no lag': `no replica of ${name} tells how far it is behind`,
  'no queue': 'PgBouncer did not answer in time, or the pool is paused',
  silent: `${name} has not answered since ${clock(from)}`,
  clock: `the clock of ${name} went back ${when(from, to)}`,
})

const when = (from: string, to: string): string =>
  clock(from) === clock(to) ? `at ${clock(to)}` : `between ${from.slice(11, 16)} and ${clock(to)}`
