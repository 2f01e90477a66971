import { describe, expect, test } from 'vitest'
import { isOneCluster, onlyPrimary } from '#cluster/only-primary'
import type { TellingNode, Topology } from '#cluster/topology'
import { Failure } from '#src/errors'

const node = (name: string, more: Partial<TellingNode> = {}): TellingNode => ({
  name,
  recovering: false,
  version: 18,
  superusers: [],
  system: '74',
  timeline: 1,
  position: '0/3000148',
  unreplayedBytes: null,
  upstream: null,
  slots: [],
  startedAt: '2026-11-23T12:00:00Z',
  promotedAt: null,
  ...more,
})
const replica = (name: string, more: Partial<TellingNode> = {}): TellingNode =>
  node(name, { recovering: true, upstream: '10.0.0.1:5432', unreplayedBytes: 0, ...more })

const topology = (nodes: readonly TellingNode[], silent: Topology['silent'] = []): Topology => ({
  cluster: 'shop',
  provider: 'self-managed',
  isClone: false,
  nodes,
  silent,
})

const failureOf = (one: Topology): Failure => {
  try {
    onlyPrimary(one)
  } catch (error) {
    if (error instanceof Failure) return error
  }
  throw new Error('no failure')
}

describe('the only primary', () => {
  test('is the one node that says so, wherever it stands in the inventory', () => {
    expect(onlyPrimary(topology([replica('a'), node('b'), replica('c')])).name).toBe('b')
  })

  test('is the one node of a clone, which stays in recovery', () => {
    expect(onlyPrimary({ ...topology([replica('shop-clone-1')]), isClone: true }).name).toBe(
      'shop-clone-1',
    )
  })

  test('is none while two say so, each with what it says of itself', () => {
    const { code, message, instead, passes } = failureOf(
      topology([
        node('a'),
        node('b', { timeline: 2, position: '0/4000000', promotedAt: '2026-11-23T12:30:59Z' }),
        replica('c'),
      ]),
    )
    expect(code).toBe('cluster.two-primaries')
    expect(message).toBe(
      'Two nodes of shop say that they are the primary: a since 2026-11-23 12:00 UTC at the latest, when its server started (timeline 1, WAL at 0/3000148); b since 2026-11-23 12:30 UTC, when it was promoted (timeline 2, WAL at 0/4000000).',
    )
    expect(instead).toContain('Nothing acts until all but one are stopped')
    expect(passes).toBe(false)
  })

  test.each([3, 5])('is none while %s say so', many => {
    const { message } = failureOf(
      topology(['a', 'b', 'c', 'd', 'e'].slice(0, many).map(name => node(name))),
    )
    expect(message).toMatch(/^(Three|5) nodes of shop say that they are the primary: a since/)
  })

  test('is none while two say so and a third is silent, which is said too', () => {
    const trouble = new Failure('part.unreachable', 'c does not answer.', 'Start it.')
    const { message } = failureOf(topology([node('a'), node('b')], [{ name: 'c', trouble }]))
    expect(message).toMatch(/WAL at 0\/3000148\)\. c does not answer\.$/)
  })

  test('is none while all are replicas, which may pass', () => {
    const headless = topology([replica('a'), replica('b')])
    const { code, message, instead, passes } = failureOf(headless)
    expect(code).toBe('cluster.no-primary')
    expect(message).toBe('No node of shop is known to be the primary: a, b are replicas.')
    expect(passes).toBe(true)
    expect(instead).toBe(
      'Start the primary again, which loses nothing; where that takes too long or it is gone for good, use `replication failover`, which tells first what is lost.',
    )
    expect(failureOf({ ...headless, provider: 'patroni' }).instead).toBe(
      'Wait for the failover to end, then ask again.',
    )
  })

  test('is none while the only other node is silent', () => {
    const trouble = new Failure('part.unreachable', 'a does not answer.', 'Start it.', {
      unknown: true,
    })
    expect(failureOf(topology([replica('b')], [{ name: 'a', trouble }])).message).toBe(
      'No node of shop is known to be the primary: b is a replica. a does not answer.',
    )
  })

  test('is none where a node is of another database system', () => {
    expect(failureOf(topology([node('a'), replica('b', { system: '75' })])).code).toBe(
      'cluster.stranger',
    )
  })
})

describe('one cluster', () => {
  test.each<[string, readonly TellingNode[], boolean]>([
    ['is nodes of one system', [node('a'), node('b')], true],
    ['is also a node that may not be asked', [node('a'), node('b', { system: null })], true],
    ['is not nodes of two systems', [node('a'), node('b', { system: '75' })], false],
    ['is not no node', [], false],
  ])('%s', (_, nodes, is) => {
    expect(isOneCluster(topology(nodes))).toBe(is)
  })
})
