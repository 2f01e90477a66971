import { expect, test } from 'vitest'
import type { PlacedWaiter } from '#cluster/facts/lock/cluster-waits'
import { treeOf } from '#commands/lock/tree'
import { aboutShop } from '#test/support/commands/cluster'

const session = (pid: number, more: Partial<PlacedWaiter>): PlacedWaiter => ({
  node: 'shop-clone-1',
  pid,
  backendStart: '1795435200123456',
  statementStart: null,
  transactionStart: null,
  user: 'app',
  application: 'billing',
  client: null,
  database: 'app',
  state: 'active',
  inTransaction: 40,
  inStatement: 40,
  inState: 40,
  waitsFor: null,
  query: 'select',
  kind: 'client backend',
  superuser: false,
  waits: false,
  blockedBy: [],
  ...more,
})

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
