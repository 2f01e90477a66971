import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAt, dueOf, jitterOf, nextSlots } from '#model/schedule/due'

const minutely = { id: 'slow', calendar: 'every 1 minute', zone: 'UTC', jitter: 0, catchUp: 120 }
const at = (clock: string): Date => new Date(`2026-03-27T${clock}Z`)

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
