/** PostgreSQL under the cache is away, ends sessions, or does not let the cache in. */
import { beforeAll, describe, expect, test } from 'vitest'
import { postgresLevel } from '#cache/levels/postgres/level'
import { inMemory, testCache, texts } from '#test/support/cache/caches'
import { type TestServer, testServer } from '#test/support/postgres'

let server: TestServer

beforeAll(async () => {
  server = await testServer()
})

const never = (): never => {
  throw new Error('The loader was asked.')
}

const setUp = (url: string) => {
  const cache = testCache({ shared: postgresLevel({ url }), answerMs: 5_000 })
  const isThere = async (there: boolean) => {
    await expect.poll(() => cache.shared().isThere, { timeout: 60_000 }).toBe(there)
  }
  return { cache, isThere, names: cache.namespace('names', { ...texts, memory: inMemory }) }
}

describe('the cache over PostgreSQL', () => {
  test('serves from memory while sessions live, and asks the server anew when they were ended', async () => {
    const database = await server.freshDatabase()
    const { names, isThere } = setUp(server.url(database))
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
    await expect.poll(() => names.getOrSet('olga', never)).toBe('Olga')
    await expect
      .poll(() => [names.get('olga'), names.metrics().memoryHits > 0])
      .toEqual(['Olga', true])
    await server.run(
      'postgres',
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
    )
    await isThere(true)
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
  })

  test('goes on by the loader when the server is killed, and comes back by itself, empty', async () => {
    const killed = await testServer()
    const { cache, names, isThere } = setUp(killed.url(await killed.freshDatabase()))
    await names.set('olga', 'from before')
    await killed.kill()
    await isThere(false)
    expect(await names.getOrSet('olga', () => 'by the loader')).toBe('by the loader')
    expect(await names.delete('olga')).toBe('queued')
    expect(cache.shared().because).toMatch(/terminat|ECONNREFUSED|closed|ended/)
    await killed.restart()
    await isThere(true)
    expect(await names.get('olga')).toBeUndefined()
    expect(await names.set('olga', 'from after')).toBe('everywhere')
    expect(await names.getOrSet('olga', never)).toBe('from after')
  })

  test('goes on by the loader for a login that may not make the table, and says why', async () => {
    const database = await server.freshDatabase()
    await server.run(database, `create role reader login password 'reader'`)
    const url = server.url(database, 'reader', 'reader')
    const { cache, names, isThere } = setUp(url)
    expect(await names.getOrSet('olga', () => 'by the loader')).toBe('by the loader')
    expect(cache.shared()).toEqual({
      isThere: false,
      because: `permission denied for database ${database}`,
    })
    await server.run(database, `grant create on database ${database} to reader`)
    await isThere(true)
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
    expect(await names.getOrSet('olga', never)).toBe('Olga')
  })

  test('removes what has ended', async () => {
    const database = await server.freshDatabase()
    const url = server.url(database)
    const first = setUp(url)
    const brief = first.cache.namespace('brief', { ...texts, freshMs: 1 })
    await brief.set('olga', 'Olga')
    await first.names.set('olga', 'Olga')
    await expect.poll(() => brief.get('olga'), { timeout: 60_000 }).toBeUndefined()
    // Every process sweeps on entry.
    const second = setUp(url)
    await second.names.get('olga')
    expect(await server.query(database, 'select namespace from howdah_cache.entry_1')).toEqual([
      { namespace: 'names' },
    ])
  })
})
