import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exceeds } from '#engine/standing/envelope/judge'
import { coveringLock, lockWithin } from '#engine/standing/envelope/lock-within'
import { schemaOf } from '#engine/standing/envelope/place-object'
import { proposeEnvelope } from '#engine/standing/envelope/propose'
import type { Effect } from '#model/effect'

const lockOn = (table: string, mode = 'SHARE UPDATE EXCLUSIVE'): Effect['lock'] => ({
  table,
  mode,
  blocks: 'schema changes',
})

/** Indexes of a table, made one after the other. */
const made = (name: string, more: Partial<Effect> = {}): Effect => ({
  change: 'create',
  kind: 'index',
  object: `public.${name}`,
  bytes: 1_000,
  lock: lockOn('public.events'),
  ...more,
})

const stepsOf = (...effects: readonly Effect[]) =>
  effects.map(one => ({ effects: [one], undo: null }))
const planOf = (...effects: readonly Effect[]) => ({ steps: stepsOf(...effects) })
const { envelope, sentence } = proposeEnvelope(planOf(made('a'), made('b')), { perDay: 3 })

const tables = ['public.events', 'public.users', 'sales.events']
const effects: fc.Arbitrary<Effect> = fc.record({
  change: fc.constantFrom('create', 'drop', 'rebuild'),
  kind: fc.constant('index' as const),
  object: fc.constantFrom('public.a', 'public.b', 'sales.c', 'pid 1 on shop-1'),
  bytes: fc.option(fc.nat(10_000)),
  lock: fc.option(
    fc
      .tuple(fc.constantFrom(...tables), fc.constantFrom('SHARE', 'ACCESS EXCLUSIVE', 'ROW SHARE'))
      .map(([table, mode]) => ({ table, mode, blocks: 'writes' as const })),
  ),
})

describe('an envelope', () => {
  test('is read aloud', () => {
    expect(sentence).toBe(
      'create up to 2 indexes of public.events in one run and 3 a day (at most 3.9 kB in one run; lock at most SHARE UPDATE EXCLUSIVE on public.events), nothing else',
    )
    const nightly = planOf(made('a', { change: 'rebuild', lock: null, bytes: null }))
    expect(proposeEnvelope(nightly).sentence).toBe(
      'rebuild index public.a once a day, nothing else',
    )
    expect(proposeEnvelope(nightly, { schema: true, perSlot: 4 }).sentence).toBe(
      'rebuild up to 4 indexes in schema public a day, nothing else',
    )
  })

  test('holds the plan that it was made of', () => {
    fc.assert(
      fc.property(fc.array(effects, { maxLength: 8 }), found => {
        const plan = planOf(...found)
        const wide = proposeEnvelope(plan)
        const judged = exceeds(wide.envelope, stepsOf(...found), [])
        const several = found.some(one => one.lock !== null && one.lock.table !== one.object)
        // Locks on several tables are put in no envelope.
        expect(several || judged.length === 0).toBe(true)
        expect(judged.every(why => why.includes(' takes '))).toBe(true)
      }),
    )
  })

  test('holds no plan with one more effect than it allows', () => {
    fc.assert(
      fc.property(fc.array(effects, { minLength: 1, maxLength: 6 }), effects, (found, more) => {
        const { envelope: tight } = proposeEnvelope(planOf(...found))
        expect(exceeds(tight, stepsOf(...found, more), [])).not.toEqual([])
      }),
    )
  })

  test('holds the same plan as often a day as it allows, and not once more', () => {
    fc.assert(
      fc.property(
        fc.array(effects, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        (found, times) => {
          const bare = found.map(one => ({ ...one, lock: null }))
          const once = proposeEnvelope(planOf(...bare)).envelope
          const day = once.map(line => ({ ...line, perDay: line.perSlot * times }))
          const before = (count: number) => Array.from({ length: count }, () => stepsOf(...bare))
          expect(exceeds(day, stepsOf(...bare), before(times - 1))).toEqual([])
          expect(exceeds(day, stepsOf(...bare), before(times))).not.toEqual([])
        },
      ),
    )
  })

  test.each([
    ['another verb', made('c', { change: 'drop' }), 'to drop index public.c is not in it'],
    [
      'another table',
      made('c', { lock: lockOn('public.users') }),
      'to create index public.c is not in it',
    ],
    ['no table that tells', made('c', { lock: null }), 'to create index public.c is not in it'],
    [
      'a stronger lock',
      made('c', { lock: lockOn('public.events', 'SHARE') }),
      'to create public.c takes SHARE on public.events, and at most SHARE UPDATE EXCLUSIVE is, on public.events',
    ],
    [
      'a lock of a name that nobody knows',
      made('c', { lock: lockOn('public.events', 'ShareLock') }),
      'to create public.c takes ShareLock on public.events, and at most SHARE UPDATE EXCLUSIVE is, on public.events',
    ],
    [
      'more bytes',
      made('c', { bytes: 5_000_000 }),
      'to create indexes of public.events: 4.8 MB, and 3.9 kB are allowed',
    ],
    [
      'a size that nobody knows',
      made('c', { bytes: null }),
      'to create indexes of public.events: its size is not known, and 3.9 kB are allowed',
    ],
  ])('does not hold %s', (_, effect, why) => {
    expect(exceeds(envelope, stepsOf(effect), [])).toEqual([why])
  })

  test('says what the day has used', () => {
    expect(
      exceeds(envelope, stepsOf(made('e'), made('f')), [stepsOf(made('a'), made('b'))]),
    ).toEqual(['to create indexes of public.events: 4 that day, and 3 are allowed'])
    expect(exceeds(envelope, stepsOf(made('e')), [stepsOf(made('a'), made('b'))])).toEqual([])
    expect(exceeds(envelope, stepsOf(made('e'), made('f'), made('g')), [])).toEqual([
      'to create indexes of public.events: 3, and 2 in one run are allowed',
    ])
  })

  test('counts a lock of another step for the same object', () => {
    const steps = [made('a', { lock: null, bytes: 0 }), made('a', { change: 'attach', bytes: 0 })]
    const both = proposeEnvelope(planOf(...steps))
    expect(both.sentence).toBe(
      'create up to 1 index of public.events a day and attach up to 1 index of public.events a day (lock at most SHARE UPDATE EXCLUSIVE on public.events), nothing else',
    )
    expect(exceeds(both.envelope, stepsOf(...steps), [])).toEqual([])
  })

  test('has a limit of its own for the way back of a step that fails', () => {
    const back = (mode: string, object = 'public.a') => ({
      effects: [made('a')],
      undo: {
        effects: [made('', { object, change: 'drop', lock: lockOn('public.events', mode) })],
      },
    })
    const both = proposeEnvelope({ steps: [back('ACCESS EXCLUSIVE')] })
    expect(both.sentence).toContain(
      'lock at most SHARE UPDATE EXCLUSIVE on public.events; to put back after a failure ACCESS EXCLUSIVE on public.events)',
    )
    expect(exceeds(both.envelope, [back('ACCESS EXCLUSIVE')], [])).toEqual([])
    expect(exceeds(envelope, [back('SHARE')], [])).toEqual([
      'to put back after a failure: to drop public.a takes SHARE on public.events, and no lock is allowed',
    ])
    expect(exceeds(both.envelope, [back('SHARE', 'public.other')], [])).toEqual([
      'to put back after a failure: drop index public.other is not in it',
    ])
  })

  test('that is empty holds nothing', () => {
    expect(exceeds([], stepsOf(made('a')), [])).toEqual(['to create index public.a is not in it'])
  })
})

describe('a lock', () => {
  test.each([
    ['SHARE UPDATE EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', true],
    ['ROW EXCLUSIVE', 'SHARE', false],
    ['SHARE', 'SHARE UPDATE EXCLUSIVE', false],
    ['SHARE UPDATE EXCLUSIVE', 'SHARE', false],
    ['SHARE', 'SHARE ROW EXCLUSIVE', true],
    ['ACCESS EXCLUSIVE', 'EXCLUSIVE', false],
    ['ACCESS SHARE', 'ACCESS EXCLUSIVE', true],
    ['', '', false],
  ])('%s within %s is %s', (mode, limit, within) => {
    expect(lockWithin(mode, limit)).toBe(within)
  })

  test('that covers several is the weakest that does', () => {
    expect(coveringLock(['SHARE', 'SHARE UPDATE EXCLUSIVE'])).toBe('SHARE ROW EXCLUSIVE')
    expect(coveringLock(['a lock'])).toBeUndefined()
  })
})

describe('the schema of an object', () => {
  test.each([
    ['public.users', 'public'],
    ['"My.Schema"."a.b"', '"My.Schema"'],
    ['users', null],
    ['pid 4711 on shop-1', null],
    ['a.b.c', null],
  ])('%s is %j', (object, schema) => {
    expect(schemaOf(object)).toBe(schema)
  })
})
