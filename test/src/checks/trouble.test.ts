import { describe, expect, test } from 'vitest'
import { type ReplayGlance, replayTrouble } from '#checks/replay'
import { type Glance, troubleIn } from '#checks/trouble'
import type { OpenTransaction } from '#cluster/facts/node/status'

const open: OpenTransaction = {
  seconds: 720,
  backend: 'client backend',
  pid: 4711,
  gid: null,
  owner: 'app',
  database: 'shop',
}
const prepared: OpenTransaction = { ...open, backend: null, pid: null, gid: 'billing-17' }

const replica = {
  name: 'shop-2',
  streams: true,
  behindSeconds: 3,
  behindBytes: 4_096,
  replayedUntil: '2026-11-23T11:00:00.000Z',
  paused: false,
  delaySeconds: 0,
  replayHeldUp: false,
} satisfies ReplayGlance

const primary = {
  ...replica,
  name: 'shop-1',
  behindSeconds: null,
  behindBytes: null,
  oldest: [],
  seesSessions: true,
  connections: 12,
  connectionsMost: 100,
  connectionsReserved: 3,
  readOnlyDatabase: null,
  lockWaits: null,
} satisfies Glance['nodes'][number]

const told = (...nodes: readonly Partial<Glance['nodes'][number]>[]): readonly string[] =>
  troubleIn({
    cluster: 'shop',
    unreachable: [],
    nodes: nodes.map(node => ({ ...primary, ...node })),
  })

const about = (...oldest: readonly OpenTransaction[]): readonly string[] => told({ oldest })

describe('a wait for a lock', () => {
  test.each([
    [1, '1 session waits for a lock on shop-1, since 18 s'],
    [4, '4 sessions wait for a lock on shop-1, the longest since 18 s'],
  ])('of %d sessions is trouble, with the way to who holds it', (sessions, words) => {
    expect(told({ lockWaits: { sessions, seconds: 18 } })).toEqual([
      `${words}: \`lock tree cluster=shop\` says for whom.`,
    ])
  })
})

describe('free connections', () => {
  test.each([
    ['are no trouble at a tenth', { connections: 87 }, []],
    [
      'are trouble below that, without those that are reserved',
      { connections: 88 },
      [
        'shop-1 has 9 connections left of 100, and 3 that are reserved. End sessions that idle, or raise max_connections.',
      ],
    ],
    [
      'are none where superusers have the reserved ones as well',
      { connections: 99 },
      [
        'shop-1 has 0 connections left of 100, and 3 that are reserved. End sessions that idle, or raise max_connections.',
      ],
    ],
    [
      'are not counted where sessions of others are hidden',
      { connections: 99, seesSessions: false },
      [expect.stringContaining('cannot be seen')],
    ],
  ])('%s', (_, node, said) => {
    expect(told(node)).toEqual(said)
  })

  test('are looked at on each node', () => {
    expect(told({}, { name: 'shop-2', connections: 96 })).toEqual([
      expect.stringMatching(/^shop-2 has 1 connection left of 100,/),
    ])
  })
})

describe('a database', () => {
  test('that is read only by default is trouble, with the way back', () => {
    expect(told({ readOnlyDatabase: '"My App"' })).toEqual([
      'Database "My App" on shop-1 is read only by default. Where that is not meant, look at the disk of shop-1, then let the owner run `ALTER DATABASE "My App" RESET default_transaction_read_only`.',
    ])
  })
})

describe('an old transaction', () => {
  test.each([
    ['of a session', open, 'shop-1 has a transaction open for 12 min.'],
    [
      'of a worker is named as what it is',
      { ...open, backend: 'logical replication tablesync worker' },
      'shop-1 has a transaction open for 12 min in its logical replication tablesync worker, pid 4711.',
    ],
    [
      'that was prepared is named, with what ends it',
      prepared,
      'Prepared transaction “billing-17” (app, prepared 12 min ago) on shop-1. No session can be ended for it: in database shop say `COMMIT PREPARED` or `ROLLBACK PREPARED` with this name.',
    ],
  ])('%s', (_, transaction, said) => {
    expect(about(transaction)).toEqual([said])
  })

  test('stands beside another one, and a young one is none', () => {
    expect(about(prepared, open)).toHaveLength(2)
    expect(about(prepared, { ...open, seconds: 200 })).toHaveLength(1)
  })
})

const megabyte = 1_024 ** 2
const gigabyte = 1_024 ** 3
const hours = 7_200
const resume = 'Ask an administrator to run `SELECT pg_wal_replay_resume()` there.'
const unheld = 'No session there holds its replay up: look at the load and the log of shop-2.'

describe('a replica', () => {
  test.each<readonly [string, Partial<ReplayGlance>, readonly string[]]>([
    ['that follows is no trouble', {}, []],
    [
      'whose replay is paused is behind for that reason',
      { paused: true, behindSeconds: 360, behindBytes: 62 * megabyte },
      [`shop-2 is 6 min behind: its replay is paused. ${resume}`],
    ],
    [
      'whose replay is paused is trouble before it is behind',
      { paused: true, behindSeconds: 0, behindBytes: 0 },
      [`shop-2 has all that the primary wrote so far, but its replay is paused. ${resume}`],
    ],
    [
      'that was paused before its first transaction is behind by bytes',
      { paused: true, behindSeconds: null, behindBytes: 62 * megabyte },
      [`shop-2 is 62 MB behind: its replay is paused. ${resume}`],
    ],
    [
      'that is paused and cut off has both said',
      { paused: true, streams: false, behindSeconds: 360 },
      [
        `shop-2 is 6 min behind: its replay is paused. ${resume}`,
        'shop-2 does not stream from the primary: it knows all until 2026-11-23 11:00 UTC, and is 4.0 kB behind.',
      ],
    ],
    [
      'that streams and is hours behind is trouble without any cause in sight',
      { behindSeconds: hours, behindBytes: 40 * gigabyte },
      [`shop-2 is 40 GB behind: the last transaction that it has replayed is 2 h old. ${unheld}`],
    ],
    [
      'that a session holds up is trouble with the way to that session',
      { behindSeconds: 301, replayHeldUp: true },
      [
        'shop-2 is 4.0 kB behind: the last transaction that it has replayed is 5 min old. A session there holds its replay up: `lock tree cluster=shop` says which.',
      ],
    ],
    [
      'whose sessions are hidden is not said to be held up by nobody',
      { behindSeconds: null, behindBytes: gigabyte, replayHeldUp: null },
      [
        'shop-2 is 1.0 GB behind: it has replayed no transaction since it started. Whether a session there holds its replay up cannot be seen: look at the load and the log of shop-2.',
      ],
    ],
    [
      'that is delayed on purpose is no trouble, however much that is',
      { behindSeconds: hours + 200, behindBytes: 40 * gigabyte, delaySeconds: hours },
      [],
    ],
    [
      'that is behind beyond its delay is trouble',
      { behindSeconds: hours + 400, behindBytes: 40 * gigabyte, delaySeconds: hours },
      [`shop-2 is 40 GB behind: the last transaction that it has replayed is 2 h old. ${unheld}`],
    ],
  ])('%s', (_, more, said) => {
    expect(replayTrouble('shop', { ...replica, ...more })).toEqual(said)
  })
})
