import { describe, expect, test } from 'vitest'
import { thinned } from '#monitor/thinned'

describe('thinned readings', () => {
  test('are all of the last two minutes, then one a minute, for 16 minutes', () => {
    let kept: readonly { readonly at: number }[] = []
    for (let at = 0; at <= 3_600_000; at += 5_000) kept = [...thinned(kept, at), { at }]
    const ages = kept.map(({ at }) => (3_600_000 - at) / 1_000)
    expect(ages.filter(age => age < 120)).toHaveLength(24)
    expect(ages.filter(age => age >= 120)).toEqual(
      Array.from({ length: 14 }, (_, place) => 900 - place * 60),
    )
  })
})
