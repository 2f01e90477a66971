/** Batches over a server that starts again between a commit and the next look: what cannot be told is asked. */
import { describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { drivers } from '#cluster/drivers/catalogue'
import { readConfig } from '#config/read-config'
import { type BatchesAction, keyRange } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import type { Hand } from '#model/actions/driver'
import { startCounting } from '#test/support/batches/counted'
import { openEngines } from '#test/support/engines'
import { person } from '#test/support/in-process'

const { howdah, house, count, table, counts, read } = await startCounting({
  engine: { tokenSeconds: 2, sweepSeconds: 0.3 },
})
const { engines, start } = openEngines(howdah)
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')

const key = [{ column: 'id', type: 'bigint' }]
const action = (name: string): BatchesAction => ({
  kind: 'batches',
  node: 'shop-1',
  database: howdah.database,
  duty: 'ddl',
  role: 'app',
  table: `public.${name}`,
  key,
  statement: `update ${name} set n = n + 1 where ${keyRange(key)}`,
  state: null,
  after: null,
  until: null,
  pace: { rows: { least: 10, first: 10, most: 10 }, pauseMs: { least: 0, first: 0, most: 0 } },
  deadlineSeconds: 30,
})

/** The cursor of a run whose first batch is committed, with the outcome not settled. */
const openCursor = async (name: string): Promise<Cursor> => {
  await table(name, 'id bigint primary key', 'i', 40)
  const kept: Cursor[] = []
  await inHand(name, hand => {
    const never = new AbortController().signal
    return hand.act(action(name), {
      stop: never,
      lost: never,
      pieces: {
        from: null,
        checkpoint: async cursor => void kept.push(cursor),
        steer: async () => ({ halt: kept.length > 0, rows: null, pauseMs: null }),
      },
    })
  })
  const [cursor] = kept
  if (!cursor?.next) throw new Error('no batch was sent')
  return cursor
}

const inHand = async <Found>(
  name: string,
  use: (hand: Hand<BatchesAction>) => Promise<Found>,
): Promise<Found> => {
  const cluster = openCluster(config)
  const holder = { cluster, run: 'r-0000000', token: 1 }
  const hand = await drivers.batches.take(action(name), holder)
  try {
    return await use(hand)
  } finally {
    await hand.close()
    await cluster.close()
  }
}

describe('the last batch', () => {
  test('is known by the transaction, unless the ids mean something else by now', async () => {
    const cursor = await openCursor('known')
    const { server, next } = cursor
    if (!server || !next) throw new Error('no batch')
    const found = await inHand('known', async hand => {
      const settled: (number | undefined)[] = []
      for (const one of [
        cursor,
        // Not the server of that time: a failover, a crash.
        { ...cursor, server: { ...server, timeline: server.timeline + 1 } },
        { ...cursor, next: null, server: { ...server, timeline: server.timeline + 1 } },
        { ...cursor, server: { ...server, start: 'another' } },
        { ...cursor, next: null, server: { ...server, start: 'another' } },
        // An id that was never flushed before a crash.
        { ...cursor, next: { ...next, transaction: '9999999999' } },
      ]) {
        const now = await hand.settle?.(one)
        settled.push(now && (now.done?.rows ?? 0))
      }
      return settled
    })
    expect(found).toEqual([10, undefined, undefined, undefined, 0, 0])
  })
})

describe('batches', () => {
  test('ask a person where the server has started again since their last commit', async () => {
    await table('asked', 'id bigint primary key', 'i', 40)
    howdah.failAt('step 0 committed')
    await start()
    const { id, run } = await count('asked', { rows: 10 })
    await expect.poll(() => engines.size, { timeout: 110_000 }).toBe(0)
    await howdah.managed.restart()
    await expect
      .poll(
        async () => {
          await house.drive(run)
          return (await read(id)).asks
        },
        { timeout: 110_000, interval: 500 },
      )
      .toBe(0)
    expect(await counts('asked')).toEqual([
      { n: 0, rows: 30 },
      { n: 1, rows: 10 },
    ])
    await house.engine.settle(person('adam'), id, { step: 0, done: false, reason: 'I looked' })
    await house.drive(run)
    const { outcome, ending } = await read(id)
    expect(outcome).toBe('failed')
    expect(ending).toContain(
      'it is no longer known whether its last batch was committed. It was not done, says adam: I looked.',
    )
    expect(ending).toContain('at most 10 rows were done in 1 batch, the last perhaps not.')
    expect(ending).toContain('What was done stays.')
    expect(ending).not.toContain('as it was before')
  })

  test('go on by themselves where the server starts again between two', async () => {
    await table('rested', 'id bigint primary key', 'i', 40)
    const { id, run } = await count('rested', { rows: 10, pause: 3_000 })
    const driven = house.drive(run)
    await expect
      .poll(() => counts('rested'), { timeout: 60_000 })
      .toContainEqual({ n: 1, rows: 10 })
    await howdah.managed.restart()
    await driven
    await expect
      .poll(
        async () => {
          await house.drive(run)
          return (await read(id)).outcome
        },
        { timeout: 110_000, interval: 500 },
      )
      .toBe('succeeded')
    expect(await counts('rested')).toEqual([{ n: 1, rows: 40 }])
  })
})
