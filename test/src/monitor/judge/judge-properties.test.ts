import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetricSample, SampledNode } from '#cluster/facts/metric/sample'
import type { Judgement, Limit } from '#model/guard'
import { judge } from '#monitor/judge/judge'
import { type Happened, lastOf, readings, times } from '#test/support/facts/metrics'

const bound = fc.oneof(
  fc.record({
    factor: fc.double({ min: 1.1, max: 10, noNaN: true }),
    above: fc.constantFrom(null, 0.02, 3, 1e6),
  }),
  fc.record({ factor: fc.constant(null), above: fc.constantFrom(0.02, 3, 1e6) }),
)
const least = fc.integer({ min: 1, max: 60 })

/** Metrics with the field of a reading that makes the figure. */
const fields = {
  'statement time': amount => ({ calls: { 1: [20, amount] } }),
  rollbacks: amount => ({ rollbacks: amount, commits: 100_000 - amount }),
  'temporary files': amount => ({ temporaryBytes: amount }),
  'waiting sessions': amount => ({ waiting: amount }),
  'waiting commits': amount => ({ committing: amount }),
  connections: amount => ({ connections: amount }),
  'waiting clients': amount => ({ waitingClients: amount }),
  'checkpoint requests': amount => ({ requested: amount }),
  'replication lag': amount => ({ behindBytes: amount }),
  WAL: amount => ({ walBytes: amount }),
  'failed archiving': amount => ({ failedToArchive: amount }),
} satisfies Readonly<Record<Limit['metric'], (amount: number) => Happened>>

const limits: fc.Arbitrary<Limit> = fc
  .tuple(fc.constantFrom(...(Object.keys(fields) as Limit['metric'][])), bound, least)
  .map(([metric, bounds, least]) =>
    metric === 'statement time'
      ? { metric, queryids: ['1'], label: '"User search"', ...bounds, least }
      : metric === 'waiting clients'
        ? { metric, pool: { pooler: 'front', database: 'app' }, ...bounds, least }
        : { metric, ...bounds, least },
  )

const amounts = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength })

const judged = (limit: Limit, before: readonly number[], since: readonly Happened[]): Judgement => {
  const earlier = readings(before.map(amount => fields[limit.metric](amount)))
  return verdictOf(limit, earlier, readings(since, lastOf(earlier)))
}

const verdictOf = (
  limit: Limit,
  before: readonly MetricSample[],
  since: readonly MetricSample[],
): Judgement =>
  judge(
    { minutes: 5, watches: [limit], onSilence: 'ask' },
    before,
    since,
    new Date(since.at(-1)?.at ?? 0),
  )

/** Each way in which a counter of a metric may go back. */
const back: Readonly<
  Partial<Record<Limit['metric'], (node: SampledNode) => Partial<SampledNode>>>
> = {
  'statement time': ({ statements }) => ({
    statements: statements && {
      ...statements,
      statements: Object.fromEntries(
        Object.entries(statements.statements).map(([id, one]) => [
          id,
          { ...one, calls: 1, rows: 1 },
        ]),
      ),
    },
  }),
  rollbacks: ({ transactions }) => ({ transactions: { ...transactions, rollbacks: 0 } }),
  'temporary files': ({ transactions }) => ({
    transactions: { ...transactions, temporaryBytes: 0 },
  }),
  'checkpoint requests': ({ checkpoints }) => ({ checkpoints: { ...checkpoints, requested: 0 } }),
  WAL: ({ wal }) => ({ wal: { ...wal, bytes: 0 } }),
  'failed archiving': ({ archiving }) => ({ archiving: { ...archiving, failed: 0 } }),
}

describe('a guard', () => {
  test('never takes back by a counter that went back', () =>
    fc.assert(
      fc.property(limits, amounts(20), amounts(20), (limit, before, since) => {
        const goneBack = back[limit.metric]
        fc.pre(goneBack !== undefined)
        const happened = since.map(amount => fields[limit.metric](amount))
        const last: Happened = {
          ...fields[limit.metric](2_000),
          ...(goneBack && { more: goneBack }),
        }
        expect(judged(limit, before, [...happened, last]).kind).toBe('not measurable')
      }),
    ))

  test('never takes back by a figure that is no higher than before, and once a figure is too high, by none that is higher still', () => {
    const harm = { well: 0, 'not measurable': 1, breach: 2 }
    fc.assert(
      fc.property(
        limits,
        amounts(20),
        amounts(20),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (limit, before, since, more) => {
          const at = (times: number) =>
            judged(
              limit,
              before,
              since.map(amount => fields[limit.metric](Math.round(amount * times))),
            ).kind
          expect(harm[at(more)]).toBeGreaterThanOrEqual(harm[at(1)])
        },
      ),
    )
    fc.assert(
      fc.property(limits, fc.integer({ min: 0, max: 2_000 }), (limit, amount) => {
        const same = times(12, fields[limit.metric](amount))
        const before = Array.from(same, () => amount)
        expect(judged(limit, before, same).kind).not.toBe('breach')
      }),
    )
  })

  test('says the same of readings and limits that were kept as JSON', () =>
    fc.assert(
      fc.property(limits, amounts(8), amounts(8), (limit, before, since) => {
        const earlier = readings(before.map(amount => fields[limit.metric](amount)))
        const later = readings(
          since.map(amount => fields[limit.metric](amount)),
          lastOf(earlier),
        )
        const kept = JSON.parse(JSON.stringify([limit, earlier, later])) as [
          Limit,
          readonly MetricSample[],
          readonly MetricSample[],
        ]
        expect(kept).toEqual([limit, earlier, later])
        expect(verdictOf(...kept)).toEqual(verdictOf(limit, earlier, later))
      }),
    ))
})
