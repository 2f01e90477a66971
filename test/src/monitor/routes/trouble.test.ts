import { describe, expect, test } from 'vitest'
import { secondsBehind } from '#monitor/routes/behind'
import { type NodeTold, troubleOf } from '#monitor/routes/trouble'

const near: NodeTold = {
  is: 'replica',
  behindSeconds: 3,
  behindBytes: 1_024,
  paused: false,
  delayed: false,
  strange: false,
}
const limits = { lagSeconds: 10, lagBytes: null }

describe('a replica behind a database for reads', () => {
  test('is well within the limits', () => {
    expect(troubleOf(near, limits)).toBeNull()
  })

  test.each<[string, Partial<NodeTold>, string]>([
    ['silent', { is: 'silent' }, 'does not answer'],
    ['the primary', { is: 'primary' }, 'is the primary'],
    ['ahead of the primary', { strange: true }, 'has WAL that the primary lacks'],
    [
      'paused, however near',
      { paused: true, behindSeconds: 0 },
      'does not replay, as somebody has paused that',
    ],
    [
      'delayed, however near',
      { delayed: true, behindSeconds: 0 },
      'replays late on purpose (`recovery_min_apply_delay`)',
    ],
    ['not comparable', { behindSeconds: null }, 'is not compared with a primary yet'],
    ['too far behind', { behindSeconds: 14 }, 'is 14 s behind, with a limit of 10 s'],
  ])('takes no reads when it is %s', (_, more, words) => {
    expect(troubleOf({ ...near, ...more }, limits)).toBe(words)
  })

  test('takes no reads when it is too many bytes behind, where the inventory counts them', () => {
    const words = 'is 2.0 MB behind, with a limit of 1.0 MB'
    const told = { ...near, behindBytes: 2 * 1_024 ** 2 }
    expect(troubleOf(told, { lagSeconds: 10, lagBytes: 1_024 ** 2 })).toBe(words)
  })
})

describe('the lag of a replica in seconds', () => {
  const written = [
    { at: 1_000, position: 10 },
    { at: 2_000, position: 20 },
    { at: 3_000, position: 20 },
    { at: 4_000, position: 30 },
  ]

  test('is how long ago the primary had written what is replayed', () => {
    expect(secondsBehind(written, 25, 5_000)).toBe(2)
  })

  test('is none on an idle primary, however long ago the last write was', () => {
    expect(secondsBehind(written, 30, 900_000)).toBe(0)
  })

  test('is at least the time that is known, beyond what is kept', () => {
    expect(secondsBehind(written, 5, 5_000)).toBe(4)
  })

  test('is not known before the primary has answered', () => {
    expect(secondsBehind([], 5, 5_000)).toBeNull()
  })
})
