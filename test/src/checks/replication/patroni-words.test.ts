import { describe, expect, test } from 'vitest'
import { replicationOf } from '#commands/replication/status'
import { patroniSaid, patroniSilent } from '#test/support/facts/patroni'
import { receivingNode, replicationFacts, sendingNode } from '#test/support/facts/replication'

type Patroni = Parameters<typeof replicationOf>[0]['patroni']

const told = (patroni: Patroni, more: Partial<Parameters<typeof replicationOf>[0]> = {}) =>
  replicationOf(
    replicationFacts({ nodes: [sendingNode({ slots: [] }), receivingNode()], patroni, ...more }),
  )

const [first, second] = [patroniSaid('shop-1'), patroniSaid('shop-2')]

describe('replication status under Patroni', () => {
  test('has what Patroni says beside what each server says', () => {
    const { title, lines, alarm, table } = told([first, second])
    expect(title).toBe('shop-1 is the primary of shop; shop-2 could take over.')
    expect(lines).toEqual([])
    expect(alarm).toBe(false)
    expect(table?.columns.at(-1)).toBe('Patroni says')
    expect(table?.rows.map(row => row.at(-1))).toEqual([
      'leader, running, timeline 1',
      'replica, running, timeline 1',
    ])
  })

  test('says first that a primary without its Patroni would stay one', () => {
    const { title, alarm, table } = told([patroniSilent('shop-1'), second])
    expect(title).toBe(
      'The Patroni of shop-1 does not answer: ECONNREFUSED. Check that Patroni runs there. The server of shop-1 takes writes: without its Patroni nothing stops it when another node is promoted.',
    )
    expect(alarm).toBe(true)
    expect(table?.rows.map(row => row.at(-1))).toEqual([
      'does not answer',
      'replica, running, timeline 1',
    ])
  })

  test.each<readonly [string, Patroni, string]>([
    [
      'on the role of a node',
      [first, { ...second, role: 'primary' }],
      'Patroni of shop-2 says that it is the primary, and the server itself that it is a replica: the server is right. Ask again in a moment.',
    ],
    [
      'on the leader',
      [first, { ...second, leader: 'shop-2' }],
      'Patroni does not agree on the leader of shop: shop-1 names shop-1, shop-2 names shop-2. Look at its store.',
    ],
    [
      'on who takes writes',
      [
        { ...first, leader: 'shop-2' },
        { ...second, leader: 'shop-2' },
      ],
      'Patroni names shop-2 as the leader, and shop-1 takes writes.',
    ],
    [
      'as there is no leader',
      [
        { ...first, leader: null },
        { ...second, leader: null },
      ],
      'Patroni has no leader of shop now: wait for it, or look at its store.',
    ],
  ])('tells where Patroni differs %s', (_, patroni, words) => {
    const { title, alarm } = told(patroni)
    expect(title).toBe(words)
    expect(alarm).toBe(true)
  })

  test('tells what keeps Patroni from acting, and what waits for a restart', () => {
    expect(told([{ ...first, paused: true, pendingRestart: true }, second]).lines).toEqual([
      'Patroni is paused: nobody takes over by itself. `patronictl resume` ends that.',
      'Settings of Patroni wait for a restart of shop-1: `patronictl restart`.',
    ])
  })

  const member = (more: object) => [
    patroniSaid('shop-1', {
      members: [first.members[0], { ...first.members[1], ...more }] as never,
    }),
    second,
  ]
  test.each<readonly [string, Patroni, string]>([
    ['its tag', member({ noFailover: true }), 'its tag `nofailover` forbids it'],
    ['its state', member({ state: 'stopped' }), 'Patroni says that its server is stopped'],
    ['its name', member({ name: 'pg-2' }), 'the Patroni of shop-1 knows no member shop-2'],
    [
      'synchronous mode',
      [{ ...first, synchronous: true }, second],
      'Patroni lets only a synchronous replica take over, and it is none',
    ],
    ['its Patroni', [first, patroniSilent('shop-2')], 'its Patroni does not answer'],
    [
      'the leader’s Patroni',
      [patroniSilent('shop-1'), second],
      'the Patroni of shop-1 does not answer',
    ],
    [
      'another leader',
      [{ ...first, leader: 'shop-3' }, second],
      'its primary shop-1 is not the leader of Patroni',
    ],
  ])('says that a replica could not take over by %s', (_, patroni, why) => {
    expect(told(patroni).table?.rows[1]?.[3]).toBe(`no: ${why}`)
  })

  test('says what Patroni allows a replica to lack', () => {
    const nodes = [sendingNode(), receivingNode({}, { behindBytes: 2 * 1_024 ** 2 })]
    expect(told([first, second], { nodes }).table?.rows[1]?.[3]).toBe(
      'no: it lacks 2.0 MB, and Patroni allows 1.0 MB',
    )
  })
})
