/** A shared level that is away: callers get values of the loader, never an error of the level. */
import { describe, expect, test } from 'vitest'
import { processLevel } from '#cache/levels/process'
import { inMemory, testCache, texts } from '#test/support/cache/caches'
import { faultyLevel } from '#test/support/cache/faulty-level'

const setUp = () => {
  const faulty = faultyLevel(processLevel())
  const cache = testCache({
    shared: faulty.level,
    answerMs: 50,
    alone: { atOnce: 2, perSecond: 1_000 },
  })
  const names = cache.namespace('names', { ...texts, memory: inMemory })
  const isBack = async () => {
    await expect.poll(() => cache.shared().isThere, { timeout: 20_000 }).toBe(true)
  }
  return { faulty, cache, names, isBack }
}

describe('a shared level that is away', () => {
  test.each([
    ['refuses', 'the shared level was taken away'],
    ['is silent', 'The shared level of the cache did not answer within'],
  ] as const)('is replaced by the loader when it %s, and returns by itself', async (how, why) => {
    const { faulty, cache, names, isBack } = setUp()
    await names.getOrSet('olga', () => 'kept')
    faulty.fail(how)
    expect(await names.getOrSet('adam', () => 'loaded')).toBe('loaded')
    expect(cache.shared()).toEqual({ isThere: false, because: expect.stringContaining(why) })
    // Memory may be older than a write of a different process by now.
    expect(await names.getOrSet('olga', () => 'loaded anew')).toBe('loaded anew')
    expect(names.metrics()).toMatchObject({ loadsAlone: 2 })
    faulty.mend()
    await isBack()
    expect(await names.getOrSet('olga', () => 'not asked')).toBe('kept')
  })

  test('has loaders run two at a time, each key once for those who wait', async () => {
    const { faulty, names } = setUp()
    await names.get('olga')
    faulty.fail('refuses')
    await names.get('olga')
    let running = 0
    let most = 0
    let loads = 0
    const load = async () => {
      loads += 1
      running += 1
      most = Math.max(most, running)
      await new Promise(resolve => setImmediate(resolve))
      running -= 1
      return 'loaded'
    }
    const keys = Array.from({ length: 200 }, (_, at) => `key ${at % 20}`)
    const values = await Promise.all(keys.map(async key => names.getOrSet(key, load)))
    expect(new Set(values)).toEqual(new Set(['loaded']))
    expect(most).toBe(2)
    expect(loads).toBe(20)
  })

  test('takes what was invalidated meanwhile before anybody reads from it', async () => {
    const { faulty, names, isBack } = setUp()
    for (const key of ['olga', 'adam', 'dana', 'uwe'])
      await names.set(key, 'older', { tags: [`team of ${key}`] })
    faulty.fail('refuses')
    expect(await names.delete('olga')).toBe('queued')
    expect(await names.set('adam', 'newer')).toBe('queued')
    expect(await names.deleteTag('team of dana')).toBe('queued')
    faulty.mend()
    await isBack()
    expect([...(await names.getMany(['olga', 'adam', 'dana', 'uwe']))]).toEqual([['uwe', 'older']])
  })

  test('at first is asked until it is there, and keeps callers from loading each alone', async () => {
    const { names } = setUp()
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
    expect(names.metrics()).toMatchObject({ loadsAlone: 0 })
  })

  test('lets a value in memory stand in for a loader that fails too', async () => {
    const faulty = faultyLevel(processLevel())
    const cache = testCache({ shared: faulty.level })
    const policy = { ...texts, staleMs: 600_000, memory: inMemory }
    const names = cache.namespace('names', policy)
    await names.getOrSet('olga', () => 'older')
    faulty.fail('refuses')
    await names.get('adam')
    const failing = () => Promise.reject(new Error('the database is away too'))
    expect(await names.getOrSet('olga', failing)).toBe('older')
    await expect(names.getOrSet('adam', failing)).rejects.toThrow('the database is away too')
  })
})
