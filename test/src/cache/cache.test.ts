/** The cache of a single process, and every part that needs no server. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { jsonCodec } from '#cache/codec'
import { inMemory, steeredLoads, testCache, texts } from '#test/support/cache/caches'

const never = (): never => {
  throw new Error('The loader was asked.')
}

describe('getOrSet', () => {
  test('loads once for all who ask, and keeps the value', async () => {
    const names = testCache().namespace('names', texts)
    const loads = steeredLoads<string>()
    const asking = Array.from({ length: 100 }, async () => names.getOrSet('olga', loads.load))
    ;(await loads.begun(0)).resolve('Olga')
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['Olga']))
    expect(await names.getOrSet('olga', never)).toBe('Olga')
    expect(loads.count).toBe(1)
    expect(names.metrics()).toMatchObject({ loads: 1, loadsSaved: 99, misses: 100, sharedHits: 1 })
  })

  test('answers from memory at once, without a promise', async () => {
    const names = testCache().namespace('names', { ...texts, memory: inMemory })
    await names.getOrSet('olga', () => 'Olga')
    await expect.poll(() => names.getOrSet('olga', never)).toBe('Olga')
    await nextTurn()
    expect(names.getOrSet('olga', never)).toBe('Olga')
    expect(names.get('olga')).toBe('Olga')
  })

  test('gives what the codec reads, to the caller who loaded too', async () => {
    const dates = testCache().namespace<{ at: unknown }>('dates', {
      freshMs: 60_000,
      codec: jsonCodec('date-1', value => value as { at: unknown }),
    })
    const loaded = await dates.getOrSet('a', () => ({ at: new Date(0) }))
    expect(loaded).toEqual({ at: '1970-01-01T00:00:00.000Z' })
    expect(await dates.getOrSet('a', never)).toEqual(loaded)
  })

  test('keeps for its own time that there is no value', async () => {
    const cache = testCache()
    const kept = cache.namespace<string | undefined>('kept', { ...texts, absentMs: 60_000 })
    const asked = cache.namespace<string | undefined>('asked', texts)
    for (const names of [kept, asked])
      expect(await names.getOrSet('nobody', () => undefined)).toBeUndefined()
    expect(await kept.getOrSet('nobody', never)).toBeUndefined()
    expect(await asked.getOrSet('nobody', () => 'somebody by now')).toBe('somebody by now')
  })

  test('hands a value out that is too large to be kept', async () => {
    const names = testCache().namespace('names', { ...texts, valueBytes: 20 })
    const long = 'x'.repeat(20)
    expect(await names.getOrSet('long', () => long)).toBe(long)
    expect(await names.getOrSet('long', () => `${long}!`)).toBe(`${long}!`)
    expect(names.metrics()).toMatchObject({ tooLarge: 2, loads: 2, bytesWritten: 0 })
  })

  test('throws what the loader threw at every caller who waits, and asks again', async () => {
    const names = testCache().namespace('names', texts)
    const loads = steeredLoads<string>()
    const asking = [names.getOrSet('olga', loads.load), names.getOrSet('olga', never)]
    ;(await loads.begun(0)).reject(new Error('the database is away'))
    for (const one of asking) await expect(one).rejects.toThrow('the database is away')
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
  })

  test('says that a loader is too slow, and tells the loader to stop', async () => {
    const names = testCache().namespace('names', { ...texts, loadMs: 20 })
    const stopped = Promise.withResolvers<unknown>()
    const load = ({ signal }: { readonly signal: AbortSignal }) => {
      signal.addEventListener('abort', () => stopped.resolve(signal.reason))
      return new Promise<string>(() => {})
    }
    await expect(names.getOrSet('olga', load)).rejects.toMatchObject({
      code: 'cache.slow-loader',
      message: 'The loader of names gave no value within 20 ms.',
      instead: 'Look into what the loader asks, or raise loadMs.',
    })
    expect(await stopped.promise).toMatchObject({ code: 'cache.slow-loader' })
    expect(await names.getOrSet('olga', () => 'Olga')).toBe('Olga')
  })
})

describe('a write', () => {
  test('is read by everybody who asks after it', async () => {
    const names = testCache().namespace('names', { ...texts, memory: inMemory })
    await names.getOrSet('olga', () => 'Olga')
    expect(await names.set('olga', 'Olga II')).toBe('everywhere')
    expect(await names.getOrSet('olga', never)).toBe('Olga II')
    expect(await names.delete('olga', 'adam')).toBe('everywhere')
    expect(await names.get('olga')).toBeUndefined()
  })

  test('that comes while a loader reads the older value is not overwritten by that loader', async () => {
    const names = testCache().namespace('names', { ...texts, memory: inMemory })
    const loads = steeredLoads<string>()
    const before = names.getOrSet('olga', loads.load)
    const slow = await loads.begun(0)
    await names.delete('olga')
    const after = names.getOrSet('olga', loads.load)
    slow.resolve('older')
    ;(await loads.begun(1)).resolve('newer')
    // A call from before the write may get either value.
    expect(await before).toBe('older')
    expect(await after).toBe('newer')
    expect(await names.getOrSet('olga', never)).toBe('newer')
    expect(names.metrics()).toMatchObject({ outrun: 1, loads: 2 })
  })

  test('of no value, or of a value that is too large, ends the older value', async () => {
    const names = testCache().namespace<string | undefined>('names', { ...texts, valueBytes: 20 })
    for (const value of [undefined, 'x'.repeat(20)]) {
      await names.set('olga', 'Olga')
      await names.set('olga', value)
      expect(await names.get('olga')).toBeUndefined()
    }
  })

  test('of a tag or of all ends the values of the tag or all, and no others', async () => {
    const cache = testCache()
    const names = cache.namespace('names', { ...texts, memory: inMemory })
    const others = cache.namespace('others', texts)
    await others.set('olga', 'other', { tags: ['a'] })
    await names.set('olga', 'Olga', { tags: ['a', 'b'] })
    await names.getOrSet('adam', () => 'Adam', { tags: ['b'] })
    await names.set('dana', 'Dana')
    await names.deleteTag('a')
    expect([...(await names.getMany(['olga', 'adam', 'dana']))]).toEqual([
      ['adam', 'Adam'],
      ['dana', 'Dana'],
    ])
    await names.deleteTag('b')
    expect([...(await names.getMany(['olga', 'adam', 'dana'])).keys()]).toEqual(['dana'])
    await names.clear()
    expect((await names.getMany(['olga', 'adam', 'dana'])).size).toBe(0)
    expect(await others.get('olga')).toBe('other')
  })
})

describe('a value that ends', () => {
  const brief = { ...texts, freshMs: 20, jitter: 0, refreshAfter: 1 }

  test('is loaded anew', async () => {
    const names = testCache().namespace('names', { ...brief, memory: inMemory })
    await names.getOrSet('olga', () => 'first')
    await expect.poll(() => names.getOrSet('olga', () => 'second')).toBe('second')
  })

  test('stands in for a loader that fails, within its limit', async () => {
    const names = testCache().namespace('names', { ...brief, staleMs: 600_000 })
    await names.getOrSet('olga', () => 'first')
    await expect.poll(() => names.get('olga')).toBeUndefined()
    expect(await names.getOrSet('olga', () => Promise.reject(new Error('away')))).toBe('first')
    // The loader is left in peace for a second.
    expect(await names.getOrSet('olga', never)).toBe('first')
    expect(names.metrics()).toMatchObject({ staleServed: 2, loadsFailed: 1 })
    await names.delete('olga')
    await expect(
      names.getOrSet('olga', () => Promise.reject(new Error('still away'))),
    ).rejects.toThrow('still away')
  })

  test('is past its limit no answer', async () => {
    const names = testCache().namespace('names', { ...brief, staleMs: 1 })
    await names.getOrSet('olga', () => 'first')
    await expect
      .poll(async () => {
        try {
          return await names.getOrSet('olga', () => Promise.reject(new Error('away')))
        } catch (error) {
          return String(error)
        }
      })
      .toBe('Error: away')
  })

  test.each([
    ['in memory', { memory: inMemory }],
    ['in the shared level', {}],
  ])('is loaded early %s, while everybody gets the value', async (_, more) => {
    const early = { ...texts, jitter: 0, refreshAfter: 1e-9, ...more }
    const names = testCache().namespace('names', early)
    await names.getOrSet('olga', () => 'first')
    // All reads of a turn see the same moment.
    await nextTurn()
    const loads = steeredLoads<string>()
    expect(await names.getOrSet('olga', loads.load)).toBe('first')
    const refresh = await loads.begun(0)
    for (let times = 0; times < 10; times += 1)
      expect(await names.getOrSet('olga', loads.load)).toBe('first')
    expect(loads.count).toBe(1)
    refresh.resolve('second')
    await expect.poll(() => names.get('olga')).toBe('second')
    expect(names.metrics()).toMatchObject({ refreshes: 1, misses: 1 })
  })

  test('outlives an early load that fails', async () => {
    const names = testCache().namespace('names', { ...texts, refreshAfter: 1e-9 })
    await names.getOrSet('olga', () => 'first')
    await names.getOrSet('olga', () => Promise.reject(new Error('away')))
    await expect.poll(() => names.metrics().loadsFailed).toBe(1)
    expect(await names.getOrSet('olga', () => 'second')).toBe('first')
  })
})

describe('the metrics', () => {
  test('count each way of a read, and sum up to the reads', async () => {
    const cache = testCache()
    const names = cache.namespace('names', { ...texts, memory: inMemory })
    await names.getOrSet('olga', () => 'Olga')
    await expect.poll(() => names.metrics().memoryHits).toBe(0)
    await expect
      .poll(async () => [await names.get('olga'), names.metrics().memoryHits > 0])
      .toEqual(['Olga', true])
    for (let times = 0; times < 3_000; times += 1) await names.getOrSet('olga', never)
    const { reads, memoryHits, sharedHits, misses, hitRatio, latency, ...more } = names.metrics()
    expect(memoryHits + sharedHits + misses).toBe(reads)
    expect(hitRatio).toBeCloseTo((reads - 1) / reads)
    expect(latency.memory.count).toBeGreaterThan(0)
    expect(latency.load.count).toBe(1)
    expect(more).toMatchObject({ memoryEntries: 1, loads: 1, bytesWritten: 14 })
    expect(cache.metrics()).toEqual({ names: names.metrics() })
  })
})
