import { describe, expect, test } from 'vitest'
import { standingOf, stateOf } from '#cluster/facts/patroni/standing'

const between = { from: 'shop-1', node: 'shop-2' }

describe('a switchover by Patroni', () => {
  test.each<readonly [readonly (boolean | null)[], string, string]>([
    [[true, false, false], 'as before', 'absent'],
    [[true, false, null], 'as before', 'absent'],
    [[false, true, false], 'switched', 'present'],
    [[false, false, true], 'elsewhere', 'absent'],
    [[false, false, false], 'in between', 'unknown'],
    // The old primary is stopped, or out of reach and a primary still.
    [[null, false, false], 'in between', 'unknown'],
    [[null, true, false], 'in between', 'unknown'],
    [[true, true, false], 'two primaries', 'unknown'],
  ])('with primaries %j is %s, so the step is %s', (primaries, standing, state) => {
    const told = new Map(primaries.map((one, at) => [`shop-${at + 1}`, one]))
    expect(standingOf(between, told)).toBe(standing)
    expect(stateOf(standingOf(between, told))).toBe(state)
  })
})
