/** Facts about pools as plain data: database app of PgBouncer front, with nobody waiting, until an override. */
import type { PoolerFacts, PoolsFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase, UserPool } from '#cluster/facts/pool/pooled-database'
import type { PoolWindow } from '#cluster/facts/pool/window'

export const userPool = (more: Partial<UserPool> = {}): UserPool => ({
  user: 'shop',
  active: 3,
  waiting: 0,
  busy: 3,
  idle: 2,
  longestWaitSeconds: 0,
  mode: 'transaction',
  ...more,
})

export const pooledDatabase = (more: Partial<PooledDatabase> = {}): PooledDatabase => ({
  pooler: 'front',
  name: 'app',
  node: 'shop-1',
  address: { host: '127.0.0.1', port: '5432' },
  size: 20,
  reserve: 0,
  paused: false,
  mode: 'transaction',
  leadsTo: 'app',
  pools: [userPool()],
  ...more,
})

export const poolerFacts = (more: Partial<PoolerFacts> = {}): PoolerFacts => ({
  name: 'front',
  host: '127.0.0.1',
  port: 6432,
  admin: 'steward',
  config: null,
  version: { major: 1, minor: 18 },
  databases: [pooledDatabase()],
  others: [],
  halted: null,
  waitMostSeconds: 120,
  preparedStatements: null,
  ...more,
})

export const poolsFacts = (more: Partial<PoolsFacts> = {}): PoolsFacts => ({
  cluster: 'shop',
  named: true,
  poolers: [poolerFacts()],
  silent: [],
  ...more,
})

export const poolWindow = (more: Partial<PoolWindow> = {}): PoolWindow => ({
  seconds: 5,
  transactions: 4_000,
  meanTransactionMs: 4,
  busyOnAverage: 3.2,
  waitedSeconds: 0,
  waiting: [],
  holders: [],
  ...more,
})
