import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAt, dueOf, jitterOf, nextSlots, slotsBetween } from '#model/schedule/due'

const minutely = { id: 'slow', calendar: 'every 1 minute', zone: 'UTC', jitter: 0, catchUp: 120 }
const at = (clock: string): Date => new Date(`2026-03-27T${clock}Z`)

describe('slots between two instants', () => {
  test('count from after the first to the second, whatever their jitter', () => {
    const between = (after: string, until: string) =>
      slotsBetween(minutely, at(after), at(until)).map(slot => slot.at.toISOString().slice(11, 16))
    expect(between('10:00:00', '10:03:00')).toEqual(['10:01', '10:02', '10:03'])
    expect(between('10:00:00', '10:00:59')).toEqual([])
    expect(between('00:00:00', '23:59:00')).toHaveLength(1_000)
  })
})

describe('slots that are due', () => {
  test('are none before their time', () => {
    expect(dueOf(minutely, at('10:00:00'), at('10:00:59'))).toEqual({
      run: null,
      missed: null,
      lookAt: at('10:01:00'),
    })
  })

  test('are run at their time, and the next look is at the next one', () => {
    expect(dueOf(minutely, at('10:00:00'), at('10:01:00'))).toEqual({
      run: { at: at('10:01:00'), note: null },
      missed: null,
      lookAt: at('10:02:00'),
    })
  })

  test('are made up for by the latest one, and the ones before it are missed', () => {
    expect(dueOf(minutely, at('10:00:00'), at('10:05:30'))).toMatchObject({
      run: { at: at('10:05:00') },
      missed: { first: at('10:01:00'), last: at('10:04:00'), count: 4 },
    })
  })

  test('are missed when they are older than the time for catching up', () => {
    const daily = { ...minutely, calendar: 'daily at 10:00' }
    expect(dueOf(daily, at('09:00:00'), at('10:02:00')).run).not.toBeNull()
    expect(dueOf(daily, at('09:00:00'), at('10:02:01'))).toMatchObject({
      run: null,
      missed: { first: at('10:00:00'), count: 1 },
    })
  })

  test('are run on time where nothing is made up for, and a minute late at most', () => {
    const daily = { ...minutely, calendar: 'daily at 10:00', catchUp: 0 }
    expect(dueOf(daily, at('09:00:00'), at('10:00:02')).run).not.toBeNull()
    expect(dueOf(daily, at('09:00:00'), at('10:01:01')).run).toBeNull()
  })

  test('are made up for as long as their maintenance window is open', () => {
    const daily = { ...minutely, calendar: 'daily at 10:00' }
    const open = () => at('12:00:00')
    expect(dueOf(daily, at('09:00:00'), at('11:59:00'), open).run).not.toBeNull()
    expect(dueOf(daily, at('09:00:00'), at('12:00:01'), open).run).toBeNull()
  })

  test('come later by their jitter, each time by the same', () => {
    const jittered = { ...minutely, jitter: 30 }
    const seconds = jitterOf(jittered)
    expect(seconds).toBeGreaterThan(0)
    const slot = { at: at('10:01:00'), note: null }
    expect(dueOf(jittered, at('10:00:00'), at('10:01:00')).run).toBeNull()
    expect(dueOf(jittered, at('10:00:00'), dueAt(jittered, slot)).run).toEqual(slot)
  })

  test('are told in parts when there were very many', () => {
    const first = dueOf(minutely, at('00:00:00'), new Date('2026-04-27T00:00Z'))
    expect(first).toMatchObject({ run: null, missed: { count: 1_000 } })
    expect(first.lookAt).toEqual(new Date('2026-04-27T00:00Z'))
  })

  test('are by the rules of today where the rules of a zone have changed since the slot before', () => {
    // As if the same zone had been an hour further behind, or ahead, in an older time zone database.
    const [west, now, east] = ['Atlantic/Azores', 'Atlantic/Reykjavik', 'Europe/Copenhagen']
    const daily = { ...minutely, calendar: 'daily at 12:00', catchUp: 7_200 }
    const before = (zone: string) => nextSlots({ ...daily, zone }, at('00:00:00'), 1)[0]?.at as Date
    expect([west, now, east].map(before)).toEqual([at('13:00:00'), at('12:00:00'), at('11:00:00')])
    const current = { ...daily, zone: now }
    const tomorrow = new Date('2026-03-28T12:00Z')
    expect(dueOf(current, before(west), at('13:30:00'))).toMatchObject({
      run: null,
      missed: null,
      lookAt: tomorrow,
    })
    // The day's slot came at 11:00 by the old rules, and comes at 12:00 by the new ones.
    expect(dueOf(current, before(east), at('11:30:00'))).toMatchObject({
      run: null,
      missed: null,
      lookAt: at('12:00:00'),
    })
    // A timer of the old rules that comes late finds the slot due, and one that comes early finds nothing.
    const yesterday = new Date('2026-03-26T12:00Z')
    expect(dueOf(current, yesterday, at('13:00:00')).run?.at).toEqual(at('12:00:00'))
    expect(dueOf(current, yesterday, at('11:00:00')).run).toBeNull()
  })

  test('each come exactly once, however often and whenever somebody looks', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 300 }), (gaps, catchUp) => {
        const schedule = { ...minutely, catchUp, jitter: 45 }
        const from = at('10:00:00')
        let now = from.getTime()
        let since = from
        const dealt: number[] = []
        for (const gap of gaps) {
          now += gap * 1_000
          const { run, missed } = dueOf(schedule, since, new Date(now))
          if (missed) {
            const all = nextSlots(schedule, since, missed.count)
            dealt.push(...all.map(slot => slot.at.getTime()))
            since = missed.last
          }
          if (run) {
            dealt.push(run.at.getTime())
            since = run.at
          }
        }
        const wanted = nextSlots(schedule, from, 1_000)
          .filter(slot => dueAt(schedule, slot).getTime() <= now)
          .map(slot => slot.at.getTime())
        expect(dealt).toEqual(wanted)
      }),
    )
  })
})
