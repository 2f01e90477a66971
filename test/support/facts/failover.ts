/** Facts about a failover as plain data: shop-1 is gone, shop-2 and shop-3 wait, until an override. */
import type { FailoverFacts } from '#cluster/facts/replication/failover'
import type { SeenPrimary } from '#model/primaries'
import { receivingNode, replicationFacts } from '#test/support/facts/replication'

const at = Date.parse('2026-11-30T18:40:00Z')

export const seenPrimary: SeenPrimary = {
  node: 'shop-1',
  timeline: 1,
  system: '7300000000000000001',
  data: '/data/shop-1',
  machine: 'db-1',
  positions: [
    { at, position: '0/3000100' },
    { at: at + 1_000, position: '0/3000900' },
  ],
  silentAt: at + 2_300,
}

export const waitingReplica = (name: string, about: Parameters<typeof receivingNode>[1] = {}) =>
  receivingNode(
    { name, upstream: null, application: null, timeline: null },
    { streams: false, ...about },
  )

export const filesOfGone: NonNullable<FailoverFacts['files']> = {
  data: '/data/shop-1',
  fenced: false,
  running: [],
  beyond: { commits: 20, bytes: 4_096, until: '0/3001000' },
}

export const failoverFacts = (more: Partial<FailoverFacts> = {}): FailoverFacts => ({
  ...replicationFacts(),
  nodes: [waitingReplica('shop-2'), waitingReplica('shop-3')],
  unreachable: [{ name: 'shop-1', because: 'shop-1 is silent.', instead: 'Start it.' }],
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  lacks: [],
  received: new Map([
    ['shop-2', '0/3000200'],
    ['shop-3', '0/3000180'],
  ]),
  servers: new Map([
    ['shop-2', { kind: 'here', data: '/data/shop-2' }],
    ['shop-3', { kind: 'here', data: '/data/shop-3' }],
  ]),
  at: at + 91_000,
  seen: seenPrimary,
  files: filesOfGone,
  ...more,
})
