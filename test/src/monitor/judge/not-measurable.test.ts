import { describe, expect, test } from 'vitest'
import type { Limit } from '#model/guard'
import {
  connections,
  judgeAt,
  judged,
  lag,
  MB,
  rollbacks,
  search,
  temporary,
  told,
  usual,
  waiting,
  waitingClients,
  wal,
} from '#test/support/facts/judged'
import { type Happened, lastOf, readings, times } from '#test/support/facts/metrics'

describe('a guard', () => {
  test('says where a limit was broken before the change', () => {
    const crowded = { ...usual, connections: 94 }
    const before = readings(times(3, crowded))
    expect(told(judgeAt([connections], before, readings(times(6, crowded), lastOf(before))))).toBe(
      'not measurable: Connections in use cannot be judged: 97 % before the change was over the limit already.',
    )
  })

  test.each<[string, Limit, readonly Happened[], string]>([
    [
      'no calls',
      search,
      times(4, { calls: {} }),
      'Mean time of "User search" cannot be judged: 0 calls since 14:01 UTC, and 30 calls are needed.',
    ],
    [
      'three slow calls',
      search,
      [{ calls: { 1: [2, 90] } }, { calls: { 1: [1, 900] } }],
      'Mean time of "User search" cannot be judged: 3 calls since 14:01 UTC, and 30 calls are needed.',
    ],
    [
      'a single figure over the limit',
      search,
      [...times(6, { calls: { 1: [40, 1.2] } }), { calls: { 1: [40, 9] } }],
      'Mean time of "User search" cannot be judged by a single figure over the limit. Mean time of "User search" went from 1.2 ms in the 2 min before to 9.0 ms (7.5×, limit 1.5×) over 40 calls since 14:02 UTC.',
    ],
    [
      'statements that were not called before',
      { ...search, queryids: ['3'] },
      times(4, {
        more: ({ statements }) => ({
          statements: statements && {
            ...statements,
            statements: {
              ...statements.statements,
              3: { calls: 50, totalMs: 9_000, rows: 0, longestMs: 900, begun: [9] },
            },
          },
        }),
      }),
      'Mean time of "User search" cannot be judged: before the change there was too little to compare with.',
    ],
    [
      'no traffic',
      temporary,
      times(4, { commits: 12 }),
      'Temporary files cannot be judged: there was hardly any traffic (48 transactions since 14:01 UTC, Howdah’s own among these).',
    ],
    [
      'sessions that are hidden',
      waiting,
      times(4, { more: () => ({ sees: false }) }),
      'Sessions that wait for a lock cannot be judged: the observing login does not see the sessions of others on shop-1.',
    ],
    [
      'a PgBouncer that does not answer',
      waitingClients,
      times(4, { waitingClients: null }),
      'Clients that wait for a server of front/app cannot be judged: PgBouncer did not answer in time, or the pool is paused.',
    ],
    [
      'no pg_stat_statements',
      search,
      times(4, { more: () => ({ statements: null }) }),
      'Mean time of "User search" cannot be judged: pg_stat_statements cannot be read on shop-1.',
    ],
    [
      'a replica that streams no more',
      lag,
      times(4, { followers: 0, behindBytes: 0 }),
      'WAL that the slowest replica has yet to replay cannot be judged: fewer replicas stream from shop-1 than before the change.',
    ],
    [
      'a figure that was nothing before, of a limit that only compares',
      { metric: 'checkpoint requests', factor: 2, above: null, least: 10 },
      times(4, { requested: 9 }),
      'Requested checkpoints cannot be judged: before the change there was too little to compare with.',
    ],
    [
      'a receiver of WAL that replays none',
      lag,
      times(4, { behindBytes: null }),
      'WAL that the slowest replica has yet to replay cannot be judged: no replica of shop-1 tells how far it is behind.',
    ],
    [
      'counters that began anew just now',
      wal,
      [
        ...times(4, { walBytes: 90 * MB }),
        { walBytes: 900 * MB, more: node => ({ wal: { ...node.wal, began: 8 } }) },
      ],
      'WAL written cannot be judged: the counters of shop-1 began anew at 14:02 UTC.',
    ],
    [
      'a database that was dropped, with its counters',
      rollbacks,
      [
        {
          rollbacks: 400,
          more: node => ({ transactions: { ...node.transactions, databases: 'b' } }),
        },
      ],
      'Rolled back transactions cannot be judged: the counters of shop-1 began anew at 14:01 UTC.',
    ],
    [
      'a clock that went back',
      temporary,
      [{ seconds: -30 }],
      'Temporary files cannot be judged: the clock of shop-1 went back at 14:01 UTC.',
    ],
  ])('says what it cannot judge by: %s', (_, limit, happened, because) =>
    expect(told(judged([limit], happened))).toBe(`not measurable: ${because}`),
  )
})
