/** Processes that share a cache over PostgreSQL. */
import { beforeAll, describe, expect, test } from 'vitest'
import { inMemory } from '#test/support/cache/caches'
import { playHistory } from '#test/support/cache/history'
import { startStampede } from '#test/support/cache/stampede'
import { type TestServer, testServer } from '#test/support/postgres'

let server: TestServer
let url: string

beforeAll(async () => {
  server = await testServer()
  url = server.url(await server.freshDatabase())
})

describe('eight processes', () => {
  test('load one cold key once, and once more after each write', async () => {
    const { ask, loads, processes } = await startStampede(url, inMemory)
    for (const round of [1, 2, 3]) {
      expect(new Set(await ask('cold', 80))).toEqual(new Set([`cold of load ${round}`]))
      expect(loads()).toBe(round)
      expect(await processes[round]?.delete('cold')).toBe('everywhere')
    }
  })

  test('go on when the one that loads is killed', async () => {
    const { hang, loads, processes } = await startStampede(url, inMemory)
    const begun = hang('doomed')
    const [doomed, ...others] = processes
    void doomed?.read('doomed')
    await begun
    const asking = others.map(one => one.read('doomed'))
    await doomed?.kill()
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['doomed of load 2']))
    expect(loads()).toBe(2)
  })
})

describe('a read that begins after a write was acknowledged', () => {
  test.each([
    ['with memory in each process', inMemory, 1],
    ['from the shared level alone', null, 2],
  ])('never brings an older value, %s', async (_, memory, seed) => {
    const history = await playHistory({ url, memory, seed, processes: 4, operations: 2_500 })
    expect(history).toMatchObject({ stale: [] })
    expect(history.writes).toBeGreaterThan(200)
    expect(history.loads).toBeLessThan(history.reads)
  })

  test('never brings an older value while sessions are ended and processes freeze', async () => {
    const history = await playHistory({
      url,
      memory: inMemory,
      seed: 3,
      processes: 4,
      operations: 2_500,
      async disturb(random, processes) {
        if (random() < 0.5)
          return server.run(
            'postgres',
            `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'howdah cache' and random() < 0.3`,
          )
        const one = processes[Math.floor(random() * processes.length)]
        one?.freeze()
        await new Promise(resolve => setTimeout(resolve, random() * 400))
        one?.thaw()
      },
    })
    expect(history).toMatchObject({ stale: [] })
  })
})
