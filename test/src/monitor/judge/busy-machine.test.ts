import { describe, expect, test } from 'vitest'
import { judgeAt, judged, search, temporary, told, usual } from '#test/support/facts/judged'
import { lastOf, readings, times } from '#test/support/facts/metrics'

describe('a guard on a machine that got more to do', () => {
  test('takes no change back for statements that are slower by what the machine is slower', () => {
    const busy = times(4, { calls: { 1: [50, 3.6] }, computationMs: 10 })
    expect(told(judged([search], busy))).toBe(
      'not measurable: Mean time of "User search" cannot be judged: the machine has more to do than before, a fixed computation takes 2.3× as long. Mean time of "User search" went from 1.2 ms in the 2 min before to 3.6 ms (3.0×, limit 1.5×) over 50 calls since 14:02 UTC.',
    )
  })

  test('takes back what is slower than the machine explains', () => {
    const harm = times(4, { calls: { 1: [50, 9] }, computationMs: 10 })
    expect(judged([search], harm).kind).toBe('breach')
  })

  test('judges as ever once the machine is as before, and where it got faster', () => {
    const calls = { 1: [50, 3.6] } as const
    const busy = times(4, { calls, computationMs: 10 })
    expect(judged([search], [...busy, ...times(7, { calls })]).kind).toBe('breach')
    expect(judged([search], [...busy, ...times(2, { calls: { 1: [50, 1.2] } })]).kind).toBe('well')
    expect(judged([search], times(4, { calls, computationMs: 1 })).kind).toBe('breach')
  })

  test('judges by the limit alone what an earlier build read, and what is not time', () => {
    const before = readings(times(10, usual))
    const since = readings(times(4, { calls: { 1: [50, 3.6] } }), lastOf(before))
    const old = (samples: typeof before) =>
      samples.map(sample => ({
        ...sample,
        nodes: Object.fromEntries(
          Object.entries(sample.nodes).map(([name, node]) => [
            name,
            { ...node, computationMs: null },
          ]),
        ),
      }))
    expect(judgeAt([search], old(before), old(since)).kind).toBe('breach')
    const files = times(4, { temporaryBytes: 900_000_000, computationMs: 90 })
    expect(judged([temporary], files).kind).toBe('breach')
  })
})
