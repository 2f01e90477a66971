import { describe, expect, test } from 'vitest'
import { readLines } from '#checks/pool/read-lines'
import { laggard, readRoute, routedNode, routedPrimary } from '#test/support/facts/routed-node'

const front = (members: readonly string[] | null) => ({
  name: 'front',
  reads: { route: readRoute, members },
})

describe('the reads of a PgBouncer', () => {
  test('are told with who takes them, who does not, and why', () => {
    const nodes = [
      routedPrimary('shop-1'),
      routedNode('shop-2', { behindSeconds: 1 }),
      laggard('shop-3'),
      routedNode('shop-4', { wellSeconds: 12 }),
    ]
    expect(readLines(front(['shop-2']), nodes)).toEqual([
      'front/app_ro: reads go to shop-2.',
      'shop-2 takes reads, 1 s behind.',
      'shop-3 takes none: it is 14 s behind, with a limit of 10 s.',
      'shop-4 takes none yet: it has been well for 12 s of 30 s.',
    ])
  })

  test('are told with a node that takes them for want of a better one', () => {
    expect(
      readLines(front(['shop-1', 'shop-3']), [routedPrimary('shop-1'), laggard('shop-3')]),
    ).toEqual([
      'front/app_ro: reads go to shop-1 and shop-3.',
      'shop-1 takes reads although it is the primary.',
      'shop-3 takes reads although it is 14 s behind, with a limit of 10 s.',
    ])
  })

  test('are told without figures by a process that watches nothing', () => {
    expect(readLines(front(['shop-2']), undefined)).toEqual(['front/app_ro: reads go to shop-2.'])
  })

  test('that lead elsewhere are left alone', () => {
    expect(readLines(front(null), []).join()).toContain(
      'front/app_ro: Howdah leaves its reads alone, as it leads to an address that is no node’s',
    )
  })

  test('are not told where the inventory names no database for reads', () => {
    expect(readLines({ name: 'front' }, [])).toEqual([])
  })
})
