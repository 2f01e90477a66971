import { describe, expect, test } from 'vitest'
import type { Limit } from '#model/guard'
import {
  connections,
  judgeAt,
  judged,
  lag,
  MB,
  requests,
  rollbacks,
  search,
  temporary,
  told,
  waiting,
  waitingClients,
  wal,
} from '#test/support/facts/judged'
import { type Happened, lastOf, readings, times } from '#test/support/facts/metrics'

describe('a guard', () => {
  test.each<[string, Limit, Happened, string]>([
    [
      'statements that take longer',
      search,
      { calls: { 1: [50, 4.9] } },
      'breach: Mean time of "User search" went from 1.2 ms in the 2 min before to 4.9 ms (4.1×, limit 1.5×) over 200 calls since 14:01 UTC.',
    ],
    [
      'larger temporary files',
      temporary,
      { temporaryBytes: 120 * MB },
      'breach: Temporary files went from 1.0 MB/s in the 2 min before to 12 MB/s (12×, limit 2×) over 40 s since 14:01 UTC.',
    ],
    [
      'more WAL',
      wal,
      { walBytes: 60 * MB },
      'breach: WAL written went from 1.0 MB/s in the 2 min before to 6.0 MB/s (6.0×, limit 2×) over 40 s since 14:01 UTC.',
    ],
    [
      'transactions that fail',
      rollbacks,
      { rollbacks: 80 },
      'breach: Rolled back transactions went from 1.0 % in the 2 min before to 14 % (14×, limit 5.0 %) over 2,320 transactions since 14:01 UTC.',
    ],
    [
      'sessions that wait',
      waiting,
      { waiting: 12 },
      'breach: Sessions that wait for a lock went from 0 in the 2 min before to 12 (limit 5) over 4 readings since 14:01 UTC.',
    ],
    [
      'clients of a pool that wait',
      waitingClients,
      { waitingClients: 3 },
      'breach: Clients that wait for a server of front/app went from 0 in the 2 min before to 3 (limit 1) over 4 readings since 14:01 UTC.',
    ],
    [
      'connections that run out',
      connections,
      { connections: 92 },
      'breach: Connections in use went from 21 % in the 2 min before to 95 % (4.6×, limit 90 %) over 4 readings since 14:01 UTC.',
    ],
    [
      'checkpoints before their time',
      requests,
      { seconds: 15, requested: 1 },
      'breach: Requested checkpoints went from 0.0 a minute in the 2 min before to 4.0 a minute (limit 1.0 a minute) over 60 s since 14:01 UTC.',
    ],
    [
      'a replica that falls behind',
      lag,
      { behindBytes: 200 * MB },
      'breach: WAL that the slowest replica has yet to replay went from 0 B in the 2 min before to 200 MB (limit 64 MB) over 4 readings since 14:01 UTC.',
    ],
  ])('takes back for %s', (_, limit, happened, sentence) => {
    const verdict = judged([limit], times(4, happened))
    expect(told(verdict)).toBe(sentence)
  })

  test.each<[string, Limit, Happened, string]>([
    [
      'statements as fast as before',
      search,
      { calls: { 1: [50, 1.3] } },
      'well: Mean time of "User search" went from 1.2 ms in the 2 min before to 1.3 ms (1.1×, limit 1.5×) over 200 calls since 14:01 UTC.',
    ],
    [
      'many times next to nothing',
      { ...search, above: 5 },
      { calls: { 1: [50, 4.9] } },
      'well: Mean time of "User search" went from 1.2 ms in the 2 min before to 4.9 ms (4.1×, limit 5.0 ms) over 200 calls since 14:01 UTC.',
    ],
    [
      'more WAL of as many more transactions',
      wal,
      { walBytes: 60 * MB, commits: 2_600 },
      'well: WAL written went from 1.0 MB/s in the 2 min before to 6.0 MB/s (6.0×, limit 10× at 5.1× the transactions) over 40 s since 14:01 UTC.',
    ],
    [
      'a busy replica that follows',
      lag,
      { behindBytes: 3 * MB },
      'well: WAL that the slowest replica has yet to replay went from 0 B in the 2 min before to 3.0 MB (limit 64 MB) over 4 readings since 14:01 UTC.',
    ],
  ])('keeps a change with %s', (_, limit, happened, sentence) =>
    expect(told(judged([limit], times(4, happened)))).toBe(sentence),
  )

  test('takes nothing back for one call that waited for a minute', () => {
    const verdict = judged(
      [search],
      [
        { calls: { 1: [60, 1.2] } },
        { calls: { 1: [60, 1_000] } },
        ...times(2, { calls: { 1: [60, 1.2] } }),
      ],
    )
    expect(verdict.kind).toBe('well')
  })

  test('takes back where the figures became bad after a good hour, and says since when', () => {
    const hour = times(360, { calls: { 1: [50, 1.2] } })
    const verdict = judged([search], [...hour, ...times(5, { calls: { 1: [50, 3] } })])
    expect(verdict).toMatchObject({ kind: 'breach', since: '2026-11-29T15:01:40.000Z', is: 3 })
  })

  test('tells what can be told beside a metric that cannot', () => {
    const verdict = judged([search, wal], times(3, { calls: {}, walBytes: 10 * MB, commits: 500 }))
    expect(verdict).toMatchObject({ kind: 'not measurable', figures: [{ metric: 'WAL' }] })
  })

  test('waits whether statements stay a little slower, and not whether they stay much slower', () => {
    const hour = times(360, { calls: { 1: [50, 1.2] } })
    const after = (ms: number, readings: number) =>
      judged([search], [...hour, ...times(readings, { calls: { 1: [50, ms] } })])
    expect(told(after(2.1, 3))).toContain(
      'Over the limit, by less than twice: that is judged once it has lasted for 45 s. Mean time',
    )
    expect(after(2.1, 5).kind).toBe('breach')
    expect(after(6, 2).kind).toBe('breach')
  })

  test('keeps a change that began slowly, and shows the figure of now', () => {
    const slow = times(20, { calls: { 1: [50, 9] } })
    const verdict = judged([search], [...slow, ...times(2, { calls: { 1: [50, 1.2] } })])
    expect(told(verdict)).toBe(
      'well: Mean time of "User search" went from 1.2 ms in the 2 min before to 1.2 ms (1.0×, limit 1.5×) over 50 calls since 14:05 UTC.',
    )
  })

  test('takes back by two readings alone, of a bot that was away for long', () => {
    const away = { seconds: 1_800, calls: { 1: [9_000, 4.8] } } as const
    expect(judged([search], [away]).kind).toBe('breach')
    expect(judged([search], [{ seconds: 50, calls: { 1: [9_000, 4.8] } }]).kind).toBe(
      'not measurable',
    )
  })

  test('judges by what came after counters began anew', () => {
    const anew: Happened = {
      more: node => ({ wal: { began: 8, bytes: 0 }, at: node.at }),
    }
    expect(judged([wal], [anew, ...times(4, { walBytes: 60 * MB })]).kind).toBe('breach')
    expect(judged([wal], [anew, ...times(4, { walBytes: 10 * MB })]).kind).toBe('well')
  })

  test('compares the same statements, whatever their shares of the calls', () => {
    const two = { ...search, queryids: ['1', '2'], label: 'the 2 heaviest statements' }
    expect(told(judged([two], times(4, { calls: { 1: [10, 1.2], 2: [100, 100] } })))).toBe(
      'well: Mean time of the 2 heaviest statements went from 91 ms in the 2 min before to 91 ms (1.0×, limit 1.5×) over 440 calls since 14:01 UTC.',
    )
  })

  test('leaves out a statement that was hardly called before', () => {
    const two = { ...search, queryids: ['1', '2'], label: 'the 2 heaviest statements' }
    const before = readings(times(3, { calls: { 1: [100, 1.2], 2: [1, 0.1] } }))
    const since = readings(times(4, { calls: { 1: [50, 1.2], 2: [50, 400] } }), lastOf(before))
    expect(told(judgeAt([two], before, since))).toBe(
      'well: Mean time of the 2 heaviest statements went from 1.2 ms in the 30 s before to 1.2 ms (1.0×, limit 1.5×) over 200 calls since 14:00 UTC.',
    )
  })

  test('has a breach before all that cannot be judged, and silence before all that is well', () => {
    const happened = times(4, { walBytes: 90 * MB })
    expect(judged([search, temporary, wal], happened)).toMatchObject({ kind: 'breach', limit: wal })
    expect(judged([search, temporary], happened).kind).toBe('not measurable')
    expect(judged([temporary], happened).kind).toBe('well')
  })
})
