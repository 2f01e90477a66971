import { describe, expect, test } from 'vitest'
import {
  readsAreShort,
  readsAreWell,
  readsStayed,
  takesNoReads,
  takesReadsAgain,
} from '#report/draw/readers'
import { laggard, routedNode, routedPrimary } from '#test/support/facts/routed-node'

const reads = { cluster: 'shop', label: 'front/app_ro', owner: 'U_DANA' }
const at = new Date('2026-11-30T22:40:00Z')

describe('the channel of a cluster', () => {
  test('hears why a replica takes no reads, what becomes of its clients, and how it ends', () => {
    const told = takesNoReads(reads, laggard('shop-3'), { members: ['shop-2'], settles: '30 s' })
    expect(told).toMatchObject({
      title:
        'shop-3 of shop takes no reads of front/app_ro: it is 14 s behind, with a limit of 10 s.',
      lines: [
        'Reads go to shop-2.',
        'Transactions on shop-3 ended by themselves; a client in session mode stays there until it leaves.',
        'It takes reads again by itself, once it was well for 30 s.',
      ],
    })
    expect(told.offers?.map(({ command }) => command)).toEqual([
      'pool status cluster=shop',
      'replication status cluster=shop',
    ])
  })

  test('hears that a replica takes reads again', () => {
    expect(takesReadsAgain(reads, 'shop-3', { members: ['shop-2', 'shop-3'], at })).toMatchObject({
      over: true,
      title: 'shop-3 of shop takes reads of front/app_ro again.',
      lines: ['Reads go to shop-2 and shop-3.', 'Reported 2026-11-30 22:40 UTC.'],
    })
  })

  test('is alarmed by a last replica that is too far behind', () => {
    const nodes = [routedPrimary('shop-1'), laggard('shop-2')]
    expect(readsAreShort(reads, nodes, ['shop-2'])).toMatchObject({
      alarm: true,
      owner: 'U_DANA',
      title:
        'front/app_ro: shop-2 of shop takes reads although it is 14 s behind, with a limit of 10 s.',
      lines: [
        'shop-2 is 14 s behind, with a limit of 10 s.',
        'Readers see old rows there.',
        'Howdah leads them to replicas that are near as soon as there are enough, unless shop is frozen.',
      ],
    })
  })

  test('is alarmed by reads on the primary', () => {
    const nodes = [routedPrimary('shop-1'), laggard('shop-2'), routedNode('shop-3')]
    expect(readsAreShort(reads, nodes, ['shop-1', 'shop-3'])).toMatchObject({
      title: 'front/app_ro: the primary shop-1 of shop takes reads, as too few replicas are near.',
      lines: [
        'shop-2 is 14 s behind, with a limit of 10 s.',
        'Its writes share the server with these reads.',
        'Howdah leads them to replicas that are near as soon as there are enough, unless shop is frozen.',
      ],
    })
  })

  test('hears that such reads are over', () => {
    expect(readsAreWell(reads, { members: ['shop-2'], at })).toMatchObject({
      over: true,
      title: 'front/app_ro of shop reads from replicas that are near again: shop-2.',
    })
  })

  test('hears what PgBouncer said where nothing could be changed, and what to do', () => {
    expect(
      readsStayed(reads, { message: 'It refused.', instead: 'Write the file.' }),
    ).toMatchObject({
      alarm: true,
      title: 'front/app_ro of shop: its reads could not be led to other nodes.',
      lines: ['It refused.', 'Write the file.'],
    })
  })
})
