import { describe, expect, test } from 'vitest'
import { waitingClientsOf } from '#cluster/facts/pool/waiting-clients'
import type { ConsoleRow, KnownPooler } from '#model/pool/known-pooler'
import { Failure } from '#src/errors'

const pool = (
  user: string,
  waiting: number,
  seconds: number,
  micros: number,
  database = 'app',
): ConsoleRow => ({
  database,
  user,
  cl_waiting: waiting,
  maxwait: seconds,
  maxwait_us: micros,
})

const pooler = (ask: KnownPooler['ask']): KnownPooler => ({
  name: 'front',
  host: '127.0.0.1',
  port: 6432,
  databases: null,
  config: null,
  admin: null,
  ask,
})

const told = (ask: KnownPooler['ask']) =>
  waitingClientsOf({ poolers: [pooler(ask)] }, [{ pooler: 'front', database: 'app' }])

const paused = (value: number) => [{ name: 'app', paused: value }]

describe('clients that wait for a server', () => {
  test('are counted for all users of a pool, apart from queues that move within 100 ms', async () => {
    const pools = [
      pool('shop', 3, 2, 0),
      pool('reports', 4, 0, 100_000),
      pool('jobs', 9, 0, 99_000),
      pool('shop', 8, 2, 0, 'other'),
    ]
    expect(await told(async () => [paused(0), pools])).toEqual({ 'front/app': 7 })
  })

  test.each<[string, KnownPooler['ask']]>([
    ['of a paused pool', async () => [paused(1), [pool('shop', 3, 2, 0)]]],
    ['of a pool that is gone', async () => [[], []]],
    [
      'of a PgBouncer that does not answer',
      () => Promise.reject(new Failure('pool.unreachable', 'It did not answer.', 'Check it.')),
    ],
  ])('are not known %s', async (_, ask) => {
    expect(await told(ask)).toEqual({ 'front/app': null })
  })
})
