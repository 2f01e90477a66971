import { describe, expect, test } from 'vitest'
import { openTrials } from '#engine/ask/trials'
import { isRefusal } from '#model/refusal'

const opened = () => {
  let at = 0
  const trials = openTrials(() => at)
  const begin = (person: string) => {
    const place = trials.begin(person)
    return isRefusal(place) ? `${place.because} ${place.instead}` : place
  }
  return {
    wait: (ms: number) => {
      at += ms
    },
    begin,
    /** A plan that is tried at once; else the refusal. */
    make: (person: string) => {
      const place = begin(person)
      if (typeof place === 'string') return place
      place.end()
      return 'tried'
    },
  }
}

const twoBegun =
  '2 plans that you asked for are still being made. Wait for the answers, then ask again.'

const tooMany =
  'You asked for 30 plans within a minute, and making each of them costs. Ask again in a minute.'

describe('plans of a person that PostgreSQL tries', () => {
  test('are two at a time: one that is tried, one that waits', () => {
    const { begin, make } = opened()
    const first = begin('olga')
    begin('olga')
    expect(make('olga')).toBe(twoBegun)
    expect(make('dana')).toBe('tried')
    if (typeof first !== 'string') first.end()
    expect(make('olga')).toBe('tried')
  })

  test('are 30 in a minute, refused ones not counted', () => {
    const { make, wait } = opened()
    for (let plan = 0; plan < 30; plan += 1) {
      expect(make('olga')).toBe('tried')
      wait(1_000)
    }
    for (let plan = 0; plan < 100; plan += 1) expect(make('olga')).toBe(tooMany)
    expect(make('dana')).toBe('tried')
    wait(30_000)
    expect(make('olga')).toBe('tried')
    expect(make('olga')).toBe(tooMany)
  })
})
