/** Facts about replication as plain data: shop-2 streams from shop-1 and has everything, until an override. */
import type { NodeAbout } from '#cluster/facts/node/status'
import type { ReplicatingNode, ReplicationFacts } from '#cluster/facts/replication/look'
import type { ReplicationSlot } from '#cluster/facts/replication/node'
import type { SwitchoverFacts } from '#cluster/facts/replication/switchover'
import { poolTarget } from '#test/support/facts/pool-target'

const MB = 1_024 ** 2

export const nodeAbout = (more: Partial<NodeAbout> = {}): NodeAbout => ({
  name: 'shop-1',
  role: 'primary',
  connections: 12,
  connectionsMost: 100,
  connectionsReserved: 3,
  readOnlyDatabase: null,
  bytes: 14 * MB,
  oldest: [],
  behindSeconds: null,
  behindBytes: null,
  paused: false,
  delaySeconds: 0,
  replayHeldUp: false,
  lockWaits: null,
  streams: true,
  replayedUntil: null,
  version: '18.4',
  seesSessions: true,
  ...more,
})

export const slotOfReplica = (more: Partial<ReplicationSlot> = {}): ReplicationSlot => ({
  name: 'shop_2',
  type: 'physical',
  active: true,
  retainedBytes: 3 * MB,
  walStatus: 'reserved',
  failover: false,
  synced: false,
  database: null,
  restartLsn: '0/3000000',
  usedBy: 'pid 4711 (shop_2)',
  idleSince: null,
  heldTransactions: null,
  ...more,
})

export const sendingNode = (more: Partial<ReplicatingNode> = {}): ReplicatingNode => ({
  name: 'shop-1',
  role: 'primary',
  about: nodeAbout(),
  walFreeBytes: 20_000 * MB,
  timeline: 1,
  upstream: null,
  ownSlot: null,
  application: null,
  sends: [
    { application: 'shop_2', state: 'streaming', sync: 'async', replayMs: 3, slot: 'shop_2' },
  ],
  slots: [slotOfReplica()],
  walPerSecond: MB,
  slotKeepsBytes: null,
  conflicts: 0,
  prepared: 0,
  limits: { max_connections: 100 },
  synchronous: '',
  ...more,
})

export const receivingNode = (
  more: Partial<Omit<ReplicatingNode, 'about'>> = {},
  about: Partial<NodeAbout> = {},
): ReplicatingNode => ({
  ...sendingNode(),
  name: 'shop-2',
  role: 'replica',
  about: nodeAbout({
    name: 'shop-2',
    role: 'replica',
    behindBytes: 0,
    behindSeconds: 0,
    ...about,
  }),
  upstream: '127.0.0.1:5432',
  ownSlot: 'shop_2',
  application: 'shop_2',
  sends: [],
  slots: [],
  ...more,
})

export const replicationFacts = (more: Partial<ReplicationFacts> = {}): ReplicationFacts => ({
  cluster: 'shop',
  cloneOf: null,
  nodes: [sendingNode(), receivingNode()],
  unreachable: [],
  unbuilt: [],
  patroni: null,
  ...more,
})

export const nodeAddresses = [
  { name: 'shop-1', host: '127.0.0.1', port: 5432 },
  { name: 'shop-2', host: '127.0.0.1', port: 5433 },
]

export const switchoverFacts = (more: Partial<SwitchoverFacts> = {}): SwitchoverFacts => ({
  ...replicationFacts(),
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  servers: new Map([
    ['shop-1', { kind: 'here', data: '/data/shop-1' }],
    ['shop-2', { kind: 'here', data: '/data/shop-2' }],
  ]),
  lacks: [],
  pools: { ...poolTarget(), named: false, poolers: [], addresses: nodeAddresses, fixed: [] },
  ...more,
})
