import { describe, expect, test } from 'vitest'
import type { SwitchoverFacts } from '#cluster/facts/replication/switchover'
import { replicationSwitchover, switchoverInput } from '#playbooks/replication/switchover'
import { planned, valueOf } from '#test/support/facts/planned'
import {
  nodeAbout,
  receivingNode,
  sendingNode,
  slotOfReplica,
  switchoverFacts,
} from '#test/support/facts/replication'

const asked = switchoverInput.parse({ to: 'shop-2' })
const silent = { name: 'shop-3', because: 'shop-3 is silent.', instead: 'Start it.' }

describe('replication.switchover', () => {
  test.each<readonly [string, Partial<SwitchoverFacts>, string, string]>([
    [
      'a cluster of an operator',
      { provider: 'cloudnativepg' },
      'The operator decides who is the primary of this cluster.',
      'Use `kubectl cnpg promote`.',
    ],
    [
      'a clone',
      { cloneOf: 'shop', cluster: 'shop-clone-1' },
      'shop-clone-1 is a clone and has no replica.',
      'Name shop.',
    ],
    [
      'a cluster without a login that promotes',
      { lacks: null },
      'This cluster has no login for ha: the inventory has no `credentials.ha`.',
      'Add `credentials.ha`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'a login that may not promote',
      { lacks: ['GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO mover'] },
      'The login for ha lacks rights.',
      'Let a superuser run: `GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO mover`.',
    ],
    [
      'a cluster with a silent node',
      { unreachable: [silent] },
      'shop-3 does not answer, and may be a second primary for all that is known.',
      'Bring it back, or take it out of the inventory, then ask again.',
    ],
    [
      'a replica that is paused and far behind',
      {
        nodes: [sendingNode(), receivingNode({}, { paused: true, behindBytes: 64 * 1_024 ** 2 })],
      },
      'shop-2 cannot take over now: its replay is paused; it has 64 MB to replay.',
      'Put that right, or name another replica.',
    ],
    [
      'a primary on another machine',
      {
        servers: new Map([
          [
            'shop-1',
            { kind: 'out of reach', because: 'its server does not run on Howdah’s machine' },
          ],
        ]),
      },
      'Howdah can neither stop nor start shop-1: its server does not run on Howdah’s machine.',
      'Stop and promote by hand, or by whatever manages the servers.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    expect(replicationSwitchover.refuse(asked, switchoverFacts(more))).toMatchObject({
      because,
      instead,
    })
  })

  test('refuses the primary, and a node that nobody knows', () => {
    const refused = (to: string) =>
      replicationSwitchover.refuse(switchoverInput.parse({ to }), switchoverFacts())
    expect(refused('shop-1')).toMatchObject({
      because: 'shop-1 cannot take over now: it is the primary.',
      instead: 'Name a replica.',
    })
    // The primary is as near as the replica, and would be refused.
    expect(refused('shop-3')).toMatchObject({
      because: 'shop has no node shop-3.',
      instead: 'Did you mean `shop-2`?',
    })
  })

  test('is a list to check: what stands still, what ends, what is lost, what comes after a failure', () => {
    const plan = planned(replicationSwitchover, asked, switchoverFacts())
    expect(plan.headline).toBe('Make shop-2 the primary of shop, in place of shop-1')
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Writes: stand still from the stop of shop-1 until shop-2 is the primary: a second or so; it is measured and told',
      'Sessions: 12 connections to shop-1 end, with what is not committed; applications have to connect again, to shop-2',
      'Loss: none: shop-2 is promoted only once it has all that shop-1 wrote',
      'shop-2 now: streams, lag none, timeline 1, replay not paused or delayed',
      'If it fails: shop-1 is started as the primary again',
      'Undo: switches back, in the same way',
    ])
    expect(plan.notes).toEqual([
      'Whoever connects to the address of shop-1 afterwards finds a replica, which refuses writes. Have ready whatever leads applications to shop-2.',
    ])
    expect(plan.claims).toEqual([{ on: 'cluster', key: 'shop', label: 'shop', mode: 'exclusive' }])
    expect(plan.steps).toMatchObject([
      {
        action: { node: 'shop-2', from: 'shop-1', data: '/data/shop-1', way: 'switch' },
        undo: { action: { node: 'shop-1', from: 'shop-2', data: '/data/shop-2', way: 'switch' } },
      },
    ])
  })

  test('notes what the new primary will not have, and what is lost', () => {
    const facts = switchoverFacts({
      servers: new Map([['shop-1', { kind: 'here', data: '/data/shop-1' }]]),
      nodes: [
        sendingNode({
          slots: [slotOfReplica(), slotOfReplica({ name: 'reports', type: 'logical' })],
          prepared: 1,
          synchronous: 'shop_2',
          about: nodeAbout({
            oldest: [
              {
                seconds: 720,
                backend: 'client backend',
                pid: 4,
                gid: null,
                owner: 'a',
                database: 'b',
              },
            ],
          }),
        }),
        receivingNode(),
        receivingNode({ name: 'shop-3' }),
      ],
    })
    const plan = planned(replicationSwitchover, asked, facts)
    expect(plan.notes.slice(1)).toEqual([
      'shop-3 goes on asking where it asks now: by way of shop-1, where that was shop-1.',
      'shop-2 lacks 1 logical slot, reports: subscribers of shop-1 stop until they are made anew.',
      '1 prepared transaction stays prepared on shop-2, with the locks.',
      'Commits on shop-1 wait for shop_2. shop-2 has a setting of its own for that, which is empty: its commits wait for nobody.',
      'A transaction on shop-1 is open for 12 min and will be lost.',
    ])
    expect(valueOf(plan, 'Undo')).toBe('none: Howdah can neither stop nor start shop-2')
    expect(plan.steps[0]?.undo).toBeNull()
  })

  test('leads the other replicas on Howdah’s machine to the new primary, and back', () => {
    const others = [{ name: 'shop-3', data: '/data/shop-3' }]
    const plan = planned(
      replicationSwitchover,
      asked,
      switchoverFacts({
        servers: new Map(
          ['shop-1', 'shop-2', 'shop-3'].map(name => [
            name,
            { kind: 'here', data: `/data/${name}` },
          ]),
        ),
        nodes: [sendingNode(), receivingNode(), receivingNode({ name: 'shop-3' })],
      }),
    )
    expect(plan.steps).toMatchObject([{ action: { others }, undo: { action: { others } } }])
    expect(plan.notes).toContain(
      'shop-3 will follow shop-2 too, which may take a restart of the replica.',
    )
  })

  test('worked where the named node is the primary and the others follow', () => {
    const now = (first: string, streams = true) =>
      replicationSwitchover.verify(
        asked,
        switchoverFacts({
          nodes: [sendingNode({ name: first }), receivingNode({ name: 'shop-1' }, { streams })],
        }),
      )
    expect(now('shop-2')).toBeUndefined()
    expect(now('shop-2', false)).toBe('shop-2 is the primary, and shop-1 does not follow it.')
    expect(now('shop-1')).toBe('shop-1 is the primary, not shop-2.')
  })

  test('tells each phase with its time', () => {
    const phases = 'no commit for 231 ms: checkpoint 9 ms, stop 80 ms'
    const found = (heard: ReadonlyMap<number, { phases: string }>) =>
      replicationSwitchover.found?.(asked, switchoverFacts(), [], heard)
    expect(found(new Map([[0, { phases }]]))).toBe(
      'shop-2 is the primary. No commit for 231 ms: checkpoint 9 ms, stop 80 ms.',
    )
    expect(found(new Map())).toBeNull()
  })
})
