import { describe, expect, test } from 'vitest'
import { wantedReaders } from '#checks/pool/wanted-readers'
import type { RoutedNode } from '#model/pool/read-route'
import { laggard, readRoute, routedNode, routedPrimary } from '#test/support/facts/routed-node'

const both = ['shop-2', 'shop-3']
const wanted = (
  nodes: readonly RoutedNode[],
  members = both,
  more: Partial<typeof readRoute> = {},
) => wantedReaders({ ...readRoute, ...more }, [routedPrimary('shop-1'), ...nodes], members)

describe('a database for reads', () => {
  test('leads to every replica that is near', () => {
    const now = wanted([routedNode('shop-2'), routedNode('shop-3')])
    expect(now).toEqual({ nodes: both, short: false })
  })

  test('leaves a replica that is too far behind', () => {
    const now = wanted([routedNode('shop-2'), laggard('shop-3')])
    expect(now).toEqual({ nodes: ['shop-2'], short: false })
  })

  test('takes a replica back only after it was well for a while', () => {
    const again = (wellSeconds: number) =>
      wanted([routedNode('shop-2'), routedNode('shop-3', { wellSeconds })], ['shop-2'])
    expect(again(29)?.nodes).toEqual(['shop-2'])
    expect(again(30)?.nodes).toEqual(both)
  })

  test('takes a replica back at once where too few are near', () => {
    const now = wanted([laggard('shop-2'), routedNode('shop-3', { wellSeconds: 1 })], ['shop-2'])
    expect(now).toEqual({ nodes: ['shop-3'], short: false })
  })

  test('keeps the last replica, the one that is the least behind', () => {
    const now = wanted([laggard('shop-2', 2_000), laggard('shop-3', 1_000)])
    expect(now).toEqual({ nodes: ['shop-3'], short: true })
  })

  test('keeps the same last replica when others become less far behind', () => {
    const now = wanted([laggard('shop-2', 2_000), laggard('shop-3', 1_000)], ['shop-2'])
    expect(now?.nodes).toEqual(['shop-2'])
  })

  test('keeps as many as the inventory says', () => {
    const now = wanted([routedNode('shop-2'), laggard('shop-3')], both, { least: 2 })
    expect(now).toEqual({ nodes: both, short: true })
  })

  test('leads to the primary where the inventory says so and no replica is near', () => {
    const now = wanted([laggard('shop-2'), laggard('shop-3')], both, { otherwise: 'primary' })
    expect(now).toEqual({ nodes: ['shop-1'], short: true })
  })

  test('leaves a replica that has become the primary', () => {
    const now = wantedReaders(
      readRoute,
      [routedNode('shop-1'), routedPrimary('shop-2'), routedNode('shop-3')],
      both,
    )
    expect(now).toEqual({ nodes: ['shop-1', 'shop-3'], short: false })
  })

  test.each([
    ['without a primary', [routedNode('shop-2'), laggard('shop-3')]],
    ['with two primaries', [routedPrimary('shop-1'), routedPrimary('shop-2'), laggard('shop-3')]],
    [
      'where no replica answers',
      [
        routedPrimary('shop-1'),
        routedNode('shop-2', { is: 'silent', trouble: 'does not answer' }),
        routedNode('shop-3', { is: 'silent', trouble: 'does not answer' }),
      ],
    ],
  ])('stays as it is %s', (_, nodes) => {
    expect(wantedReaders(readRoute, nodes, both)).toBeNull()
  })
})
