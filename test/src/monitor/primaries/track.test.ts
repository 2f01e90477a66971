import { describe, expect, test } from 'vitest'
import type { RoleSaid } from '#cluster/facts/node/role'
import { goOn, type Track, together } from '#monitor/primaries/track'

const said = (more: Partial<RoleSaid> = {}): RoleSaid => ({
  primary: true,
  started: 'this morning',
  timeline: 1,
  position: '0/3000148',
  paused: false,
  delayed: false,
  streams: false,
  ...more,
})

/** A node asked at the given times, with answers a millisecond later. */
const asked = (
  times: readonly number[],
  more: Partial<RoleSaid> = {},
  system: string | null = '7',
) =>
  times.reduce<Track | undefined>(
    (before, at) => goOn(before, { said: said(more), system, asked: at, answered: at + 1 }),
    undefined,
  ) as Track

describe('two primaries', () => {
  test('are seen where both were primaries at the same moment', () => {
    const tracks = new Map([
      ['shop-1', asked([0, 10, 20])],
      ['shop-2', asked([5, 15])],
    ])
    expect(together(tracks)).toEqual(['shop-1', 'shop-2'])
  })

  test('are not seen in a switchover between two questions', () => {
    const tracks = new Map([
      ['shop-1', asked([0, 10])],
      ['shop-2', asked([12, 22])],
    ])
    expect(together(tracks)).toEqual([])
  })

  test('are not seen where a server was started anew in between', () => {
    const before = asked([0, 10])
    const anew = goOn(before, {
      said: said({ started: 'just now' }),
      system: '7',
      asked: 30,
      answered: 31,
    })
    expect(anew.from).toBe(31)
    const tracks = new Map([
      ['shop-1', anew],
      ['shop-2', asked([15, 25])],
    ])
    expect(together(tracks)).toEqual([])
  })

  test('are not seen in a replica, nor in another database system', () => {
    expect(
      together(
        new Map([
          ['shop-1', asked([0, 20])],
          ['shop-2', asked([0, 20], { primary: false })],
          ['shop-3', asked([0, 20], {}, '8')],
        ]),
      ),
    ).toEqual([])
  })

  test('are seen where a node may not say of which system it is', () => {
    const tracks = new Map([
      ['shop-1', asked([0, 20], {}, null)],
      ['shop-2', asked([0, 20])],
    ])
    expect(together(tracks)).toEqual(['shop-1', 'shop-2'])
  })
})
