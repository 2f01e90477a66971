import { expect, test } from 'vitest'
import type { PlacedWaiter } from '#cluster/facts/lock/cluster-waits'
import { treeOf } from '#commands/lock/tree'
import { aboutShop } from '#test/support/commands/cluster'
import { placedWaiter } from '#test/support/facts/placed-waiter'

const session = (pid: number, more: Partial<PlacedWaiter>): PlacedWaiter =>
  placedWaiter(pid, { node: 'shop-clone-1', ...more })

test('lock tree of a clone never advises to let its replay go on', () => {
  const replay = session(9, { kind: 'startup', state: null, query: '' })
  const reader = session(3, { waits: true, blockedBy: ['shop-clone-1 9'] })
  const said = treeOf(
    { ...aboutShop(), name: 'shop-clone-1', cloneOf: 'shop' },
    {
      seen: true,
      sessions: [replay, reader],
      prepared: [],
      nodes: ['shop-clone-1'],
      unseen: [],
      paused: ['shop-clone-1'],
    },
  )
  expect(said).toMatchObject({
    title: 'The replay of shop-clone-1 (paused) holds up 1 session.',
    lines: [
      '• the replay of shop-clone-1 (paused)',
      '   • pid 3 (billing, active for 40 s) `select`',
      'The lock stays, as a clone stands still at its moment: restore shop to a moment before the lock, and end shop-clone-1.',
    ],
    offers: [],
  })
})
