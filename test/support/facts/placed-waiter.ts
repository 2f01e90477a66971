import type { PlacedWaiter } from '#cluster/facts/lock/cluster-waits'

/** An application's session that waits for nobody. */
export const placedWaiter = (pid: number, more: Partial<PlacedWaiter> = {}): PlacedWaiter => ({
  node: 'shop-1',
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
