/** Limits, and judgements about what happened after a change. */
import type { MetricSample, SampledNode } from '#cluster/facts/metric/sample'
import type { Judgement, Limit } from '#model/guard'
import { judge } from '#monitor/judge/judge'
import { type Happened, lastOf, readings, times } from '#test/support/facts/metrics'

export const search = {
  metric: 'statement time',
  queryids: ['1'],
  label: '"User search"',
  factor: 1.5,
  above: 0.5,
  least: 30,
} as const satisfies Limit
export const temporary: Limit = {
  metric: 'temporary files',
  factor: 2,
  above: 1_048_576,
  least: 10,
}
export const wal: Limit = { metric: 'WAL', factor: 2, above: 1_048_576, least: 10 }
export const rollbacks: Limit = { metric: 'rollbacks', factor: 2, above: 0.05, least: 100 }
export const waiting: Limit = { metric: 'waiting sessions', factor: null, above: 5, least: 2 }
export const waitingClients: Limit = {
  metric: 'waiting clients',
  pool: { pooler: 'front', database: 'app' },
  factor: 2,
  above: 1,
  least: 2,
}
export const connections: Limit = { metric: 'connections', factor: null, above: 0.9, least: 2 }
export const requests: Limit = { metric: 'checkpoint requests', factor: 2, above: 1, least: 30 }
export const lag: Limit = { metric: 'replication lag', factor: null, above: 67_108_864, least: 2 }

export const MB = 1_048_576
export const usual: Happened = {
  calls: { 1: [100, 1.2], 2: [10, 100] },
  temporaryBytes: MB * 10,
  walBytes: MB * 10,
  rollbacks: 5,
}

/** Ten looks at an ordinary time, the change, and what came then. */
export const judged = (limits: readonly Limit[], happened: readonly Happened[]): Judgement => {
  const before = readings(times(10, usual))
  const since = readings(happened, lastOf(before))
  return judgeAt(limits, before, since)
}

export const judgeAt = (
  watches: readonly Limit[],
  before: readonly MetricSample[],
  since: readonly MetricSample[],
  later = 0,
): Judgement =>
  judge(
    { minutes: 30, watches, onSilence: 'ask' },
    before,
    since,
    new Date(Date.parse(since.at(-1)?.at ?? before.at(-1)?.at ?? '') + later * 1_000),
  )

/** The sentence for the thread. */
export const told = (verdict: Judgement): string => {
  switch (verdict.kind) {
    case 'breach':
      return `breach: ${verdict.sentence}`
    case 'well':
      return `well: ${verdict.figures.map(({ sentence }) => sentence).join(' ')}`
    case 'not measurable':
      return `not measurable: ${verdict.because}`
  }
}

/** What shop-2, a replica, tells beside shop-1. */
export const beside = (
  samples: readonly MetricSample[],
  replica: (index: number) => SampledNode | null,
): readonly MetricSample[] =>
  samples.map((sample, index) => {
    const node = replica(index)
    return node
      ? { ...sample, nodes: { ...sample.nodes, 'shop-2': { ...node, role: 'replica' } } }
      : { ...sample, silent: ['shop-2'] }
  })
