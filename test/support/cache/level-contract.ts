/** The contract of every shared level of the cache: two processes on the same store. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type {
  CacheKey,
  Invalidation,
  LeaseRequest,
  LevelMessage,
  NewEntry,
  SharedLevel,
} from '#cache/levels/level'
import { entry, minute, request } from '#test/support/cache/level-requests'

export interface EnteredLevel {
  readonly level: SharedLevel
  readonly heard: LevelMessage[]
}

/** `enter` gives the first and the second process; a level of a single process gives the same twice. */
export const levelContract = (
  where: string,
  enter: () => Promise<readonly [EnteredLevel, EnteredLevel]>,
): void => {
  describe(`the level ${where}`, () => {
    let one: EnteredLevel
    let two: EnteredLevel
    let place: CacheKey

    beforeEach(async () => {
      ;[one, two] = await enter()
      place = { namespace: 'profiles', key: `olga ${randomUUID()}` }
    })

    const read = async (at: CacheKey = place) => (await two.level.read([at]))[0]

    const textAt = async (at?: CacheKey) => (await read(at))?.payload.toString()

    const keep = async (
      text: string,
      more: Partial<NewEntry> = {},
      at = place,
    ): Promise<string> => {
      const { token } = await grant(more.tags ?? [], at)
      expect(await one.level.fillIn(at, token, entry(text, more))).toBe(true)
      return token
    }

    const grant = async (tags: readonly string[] = [], at = place): Promise<LeaseRequest> => {
      const asked = request({ tags })
      expect(await one.level.lease(at, asked, undefined)).toMatchObject({ kind: 'granted' })
      return asked
    }

    test('keeps what the holder of a lease fills in, for every process', async () => {
      const id = await keep('v1', { tags: ['team a', 'Ω'] })
      const found = await read()
      expect(found).toMatchObject({ id, payload: Buffer.from('v1') })
      expect(found?.tags.toSorted()).toEqual(['team a', 'Ω'])
      expect(found?.refreshMs).toBeLessThanOrEqual(minute)
      expect(found?.freshMs).toBeGreaterThan(minute)
      expect(found?.keptMs).toBeGreaterThan(2 * minute)
    })

    test('keeps every byte', async () => {
      const payload = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
      await keep('', { payload })
      expect((await read())?.payload.equals(payload)).toBe(true)
      await one.level.invalidate([{ kind: 'key', ...place }])
      await keep('', { payload: Buffer.alloc(0) })
      expect((await read())?.payload.length).toBe(0)
    })

    test('answers in the order of the keys, and says where there is no value', async () => {
      const other = { ...place, key: `${place.key}:2` }
      await keep('a')
      await keep('b', {}, other)
      const found = await two.level.read([other, { ...place, key: 'nobody' }, place])
      expect(found.map(each => each?.payload.toString())).toEqual(['b', undefined, 'a'])
      expect(await two.level.read([])).toEqual([])
    })

    test.each(['a:b', "'; drop table x; --", '*', '[a-z]?', 'Ω≈ 🐘', '\n\t\\', 'x'.repeat(512)])(
      'tells the key %j from all others',
      async key => {
        const at = { namespace: 'odd', key }
        await one.level.invalidate([{ kind: 'key', ...at }])
        await keep('mine', { tags: [key] }, at)
        expect(await textAt(at)).toBe('mine')
        expect(await textAt({ namespace: 'even', key })).toBeUndefined()
        await two.level.invalidate([{ kind: 'tag', namespace: 'even', tag: key }])
        expect(await textAt(at)).toBe('mine')
        await two.level.invalidate([{ kind: 'tag', namespace: 'odd', tag: key }])
        expect(await textAt(at)).toBeUndefined()
      },
    )

    test('gives one lease of many that are asked for at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, at) =>
          (at % 2 ? one : two).level.lease(place, request(), undefined),
        ),
      )
      expect(answers.map(({ kind }) => kind).toSorted()).toEqual([
        'granted',
        ...Array.from({ length: 15 }, () => 'held'),
      ])
    })

    test('says that a fresh value needs no load', async () => {
      const id = await keep('v1')
      expect(await two.level.lease(place, request(), undefined)).toMatchObject({
        kind: 'fresh',
        entry: { id, payload: Buffer.from('v1') },
      })
    })

    test('has a value loaded anew that one process cannot read, once', async () => {
      const id = await keep('from a later version')
      const mine = request()
      expect(await one.level.lease(place, mine, id)).toMatchObject({ kind: 'granted' })
      expect(await two.level.lease(place, request(), id)).toMatchObject({ kind: 'held' })
      expect(await one.level.fillIn(place, mine.token, entry('of this version'))).toBe(true)
      expect(await two.level.lease(place, request(), id)).toMatchObject({ kind: 'fresh' })
    })

    test('gives the lease with the value that is due for a refresh', async () => {
      await keep('v1', { refreshMs: 0 })
      expect(await two.level.lease(place, request(), undefined)).toMatchObject({
        kind: 'granted',
        stale: { payload: Buffer.from('v1') },
      })
      expect(await one.level.lease(place, request(), undefined)).toMatchObject({
        kind: 'held',
        stale: { payload: Buffer.from('v1') },
      })
      expect(await textAt()).toBe('v1')
    })

    test('hands a value out until its time is over', async () => {
      await keep('brief', { refreshMs: 1, freshMs: 2, keptMs: 50 })
      await expect.poll(() => textAt(), { timeout: 20_000 }).toBeUndefined()
      expect(await two.level.lease(place, request(), undefined)).toEqual({
        kind: 'granted',
        stale: undefined,
      })
    })

    test('gives the lease of a holder who is silent to the next, and refuses the fill of the first', async () => {
      const silent = request({ leaseMs: 30 })
      await one.level.lease(place, silent, undefined)
      const next = request()
      await expect
        .poll(async () => (await two.level.lease(place, next, undefined)).kind, { timeout: 20_000 })
        .toBe('granted')
      expect(await one.level.fillIn(place, silent.token, entry('late'))).toBe(false)
      expect(await two.level.fillIn(place, next.token, entry('v2'))).toBe(true)
      expect(await textAt()).toBe('v2')
    })

    test('lets a holder who shows life keep the lease', async () => {
      const held = request({ leaseMs: 2_000 })
      await one.level.lease(place, held, undefined)
      await one.level.renew(place, held.token, 10 * minute)
      await one.level.renew(place, randomUUID(), 1)
      const answer = await two.level.lease(place, request(), undefined)
      expect(answer).toMatchObject({ kind: 'held' })
      expect(answer.kind === 'held' && answer.ms).toBeGreaterThan(minute)
    })

    test.each<[string, (at: CacheKey) => Invalidation]>([
      ['its key', at => ({ kind: 'key', ...at })],
      ['its tag', ({ namespace }) => ({ kind: 'tag', namespace, tag: 'team' })],
      ['its namespace', ({ namespace }) => ({ kind: 'namespace', namespace })],
    ])('refuses a fill after an invalidation of %s, and has no value then', async (_, what) => {
      await keep('old', { refreshMs: 0, tags: ['team'] })
      const { token } = await grant(['team'])
      await two.level.invalidate([what(place)])
      expect(await one.level.fillIn(place, token, entry('older', { tags: ['team'] }))).toBe(false)
      expect(await textAt()).toBeUndefined()
      await keep('new', { tags: ['team'] })
      expect(await textAt()).toBe('new')
    })

    test('refuses a fill after another writer has seized the key', async () => {
      await keep('v1', { refreshMs: 0 })
      const { token } = await grant()
      const writer = request()
      await two.level.seize(place, writer)
      expect(await textAt()).toBeUndefined()
      expect(await one.level.fillIn(place, token, entry('older'))).toBe(false)
      expect(await two.level.fillIn(place, writer.token, entry('v2'))).toBe(true)
      expect(await two.level.fillIn(place, writer.token, entry('v2 again'))).toBe(false)
      expect(await textAt()).toBe('v2')
    })

    test('invalidates no other key, tag or namespace', async () => {
      const others = ['a', 'b', 'c'].map(key => ({
        namespace: 'others',
        key: `${place.key}${key}`,
      }))
      for (const at of others) await keep(at.key, { tags: [`tag of ${at.key}`] }, at)
      await one.level.invalidate([
        { kind: 'key', namespace: 'others', key: place.key },
        { kind: 'tag', namespace: 'others', tag: 'tag of' },
        { kind: 'namespace', namespace: 'other' },
      ])
      expect(await Promise.all(others.map(textAt))).toEqual(others.map(({ key }) => key))
    })

    test('keeps everybody from a loader that failed, and hands the stale value out meanwhile', async () => {
      await keep('v1', { refreshMs: 0, freshMs: 0 })
      const { token } = await grant()
      await one.level.giveUp(place, token, minute)
      expect(await two.level.lease(place, request(), undefined)).toMatchObject({
        kind: 'paused',
        stale: { payload: Buffer.from('v1') },
      })
      expect(await one.level.fillIn(place, token, entry('after all'))).toBe(false)
    })

    test('gives the lease that was given up to the next at once', async () => {
      const { token } = await grant()
      await two.level.giveUp(place, randomUUID(), 0)
      expect(await two.level.lease(place, request(), undefined)).toMatchObject({ kind: 'held' })
      await one.level.giveUp(place, token, 0)
      expect(await two.level.lease(place, request(), undefined)).toMatchObject({ kind: 'granted' })
    })

    test.each<[string, (token: string) => Promise<unknown>]>([
      ['a value was filled in', token => one.level.fillIn(place, token, entry('v1'))],
      ['the holder gave up', token => one.level.giveUp(place, token, 0)],
    ])('wakes those that wait for a lease when %s', async (_, end) => {
      const { token } = await grant()
      await two.level.lease(place, request(), undefined)
      await end(token)
      await two.level.prove()
      expect(two.heard).toContainEqual({ kind: 'lease', ...place })
    })

    test('has told every process of a write once the process has proved that it hears', async () => {
      const { namespace } = place
      const told: readonly Invalidation[] = [
        { kind: 'key', ...place },
        { kind: 'tag', namespace, tag: 'an "odd" tag' },
        { kind: 'namespace', namespace },
      ]
      await one.level.invalidate(told)
      await two.level.prove()
      expect(two.heard).toEqual(expect.arrayContaining([...told]))
      const seized = { namespace, key: `${place.key} seized` }
      await one.level.seize(seized, request())
      await two.level.prove()
      expect(two.heard).toContainEqual({ kind: 'key', ...seized })
    })

    test('keeps a value of many writers at once whole, and by the last who seized', async () => {
      const writers = Array.from({ length: 12 }, (_, at) => ({ at, ...request() }))
      const filled = await Promise.all(
        writers.map(async writer => {
          const { level } = writer.at % 2 ? one : two
          await level.seize(place, writer)
          return level.fillIn(place, writer.token, entry(`by ${writer.at}`))
        }),
      )
      const text = await textAt()
      expect(writers.filter(({ at }) => filled[at]).map(({ at }) => `by ${at}`)).toContain(text)
    })
  })
}
