/** The words of the Patroni of each node as plain data: shop-1 is the leader, shop-2 its replica. */
import type { PatroniMember, PatroniSaid, PatroniSilent } from '#cluster/facts/patroni/look'

const member = (name: string): PatroniMember => ({
  name,
  role: name === 'shop-1' ? 'primary' : 'replica',
  state: 'running',
  lag: name === 'shop-1' ? null : 0,
  noFailover: false,
  syncStandby: false,
})

export const patroniSaid = (node: string, more: Partial<PatroniSaid> = {}): PatroniSaid => ({
  kind: 'said',
  node,
  member: node,
  role: node === 'shop-1' ? 'primary' : 'replica',
  state: 'running',
  timeline: 1,
  system: '7300000000000000001',
  version: '3.0.2',
  scope: 'shop',
  paused: false,
  pendingRestart: false,
  leader: 'shop-1',
  members: [member('shop-1'), member('shop-2')],
  mostLag: 1_048_576,
  synchronous: false,
  loopWait: 10,
  parameters: {},
  ...more,
})

export const patroniSilent = (node: string): PatroniSilent => ({
  kind: 'silent',
  node,
  member: node,
  because: `The Patroni of ${node} does not answer: ECONNREFUSED.`,
  instead: 'Check that Patroni runs there.',
})
