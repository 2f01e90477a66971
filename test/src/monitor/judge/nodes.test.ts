import { describe, expect, test } from 'vitest'
import type { SampledNode } from '#cluster/facts/metric/sample'
import {
  beside,
  judgeAt,
  MB,
  search,
  temporary,
  told,
  usual,
  waiting,
} from '#test/support/facts/judged'
import { lastOf, readings, times } from '#test/support/facts/metrics'

describe('a guard on several nodes', () => {
  const before = readings(times(10, usual))
  const since = readings(times(4, usual), lastOf(before))
  const idle = lastOf(before)
  const both = beside(before, index => ({ ...idle, at: idle.at + (index - 10) * 10 }))

  test('is judged by the nodes with traffic', () => {
    const verdict = judgeAt(
      [search, temporary],
      both,
      beside(since, index => ({ ...idle, at: idle.at + index * 10 })),
    )
    expect(told(verdict)).toContain('well: Mean time of "User search" on shop-1 went from 1.2 ms')
  })

  test('cannot be judged where there is no traffic on any', () => {
    const still = (node: SampledNode) => (index: number) => ({ ...node, at: node.at + index * 10 })
    const verdict = judgeAt(
      [temporary],
      both,
      beside(readings(times(4, { commits: 0 }), idle), still(idle)),
    )
    expect(told(verdict)).toContain('not measurable: Temporary files on shop-')
  })

  test('names the node that breaks a limit', () => {
    const slow = readings(times(4, { ...usual, temporaryBytes: 90 * MB }), lastOf(before))
    const verdict = judgeAt(
      [temporary],
      beside(before, index => lastOf(before.slice(0, index + 1))),
      beside(since, index => lastOf(slow.slice(0, index + 1))),
    )
    expect(told(verdict)).toBe(
      'breach: Temporary files on shop-2 went from 1.0 MB/s in the 2 min before to 9.0 MB/s (9.0×, limit 2×) over 40 s since 14:01 UTC.',
    )
  })

  test('cannot be judged where one of them does not answer', () => {
    const away = beside(since, index => (index < 2 ? { ...idle, at: idle.at + index * 10 } : null))
    expect(told(judgeAt([temporary], both, away))).toBe(
      'not measurable: Temporary files on shop-2 cannot be judged: shop-2 has not answered since 14:01 UTC.',
    )
  })

  test('cannot be judged after another node became the primary', () => {
    const bad = readings(times(4, { waiting: 90 }), lastOf(before))
    const switched = bad.map((sample, index) =>
      index < 2 ? sample : { ...sample, nodes: { 'shop-2': lastOf(bad.slice(0, index + 1)) } },
    )
    expect(told(judgeAt([waiting], before, switched))).toBe(
      'not measurable: The primary changed from shop-1 to shop-2 before 14:02 UTC, and figures of two servers cannot be compared.',
    )
  })
})

describe('a guard whose cluster is away', () => {
  const before = readings(times(10, usual))

  test('cannot be judged where nothing was read since the change', () =>
    expect(told(judgeAt([search], before, []))).toBe(
      'not measurable: Nothing was read since the change.',
    ))

  test('cannot be judged by readings that are old, good or bad', () => {
    const since = readings(times(4, { waiting: 90 }), lastOf(before))
    expect(judgeAt([waiting], before, since, 60).kind).toBe('breach')
    expect(told(judgeAt([waiting], before, since, 61))).toBe(
      'not measurable: Nothing was read since 14:02 UTC.',
    )
  })
})
