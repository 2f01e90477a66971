import { describe, expect, test } from 'vitest'
import type { NodeToRestart, RestartFacts } from '#cluster/facts/node/restart'
import { nodeRestart, restartInput } from '#playbooks/node/restart'
import { planned, valueOf } from '#test/support/facts/planned'
import { receivingNode, replicationFacts, sendingNode } from '#test/support/facts/replication'

const every = restartInput.parse({})
const one = (node: string) => restartInput.parse({ node })

const nodeToRestart = (name: string, more: Partial<NodeToRestart> = {}): NodeToRestart => ({
  began: '1790000000000000',
  server: { kind: 'here', data: `/data/${name}` },
  waiting: [],
  grants: [],
  ...more,
})

const waits = (next: string | null, now = '100') => ({
  waiting: [{ name: 'max_connections', now, next, words: `${now} → ${next ?? '?'}` }],
})

const restartFacts = (
  more: Partial<RestartFacts> = {},
  primary: Partial<NodeToRestart> = {},
  replica: Partial<NodeToRestart> = {},
): RestartFacts => ({
  ...replicationFacts(),
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  restarts: new Map([
    ['shop-1', nodeToRestart('shop-1', primary)],
    ['shop-2', nodeToRestart('shop-2', replica)],
  ]),
  lacks: [],
  ...more,
})

const silent = { name: 'shop-3', because: 'shop-3 is silent.', instead: 'Start it.' }

describe('node.restart', () => {
  test.each<readonly [string, RestartFacts, string, string]>([
    [
      'a cluster of RDS',
      restartFacts({ provider: 'rds' }),
      'The service starts the servers of this cluster.',
      'Reboot the instance.',
    ],
    [
      'a clone',
      restartFacts({ cloneOf: 'shop', cluster: 'shop-clone-1' }),
      'shop-clone-1 is a clone of shop.',
      'Start it again by `clone start`, or end it.',
    ],
    [
      'a cluster without a login for ha',
      restartFacts({ lacks: null }),
      'This cluster has no login for ha: the inventory has no `credentials.ha`.',
      'Add `credentials.ha`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'a login without the right',
      restartFacts({ lacks: ['GRANT pg_checkpoint TO mover'] }),
      'The login for ha lacks rights.',
      'Let a superuser run: `GRANT pg_checkpoint TO mover`.',
    ],
    [
      'a round while a node is away',
      restartFacts({ unreachable: [silent] }),
      'shop-3 does not answer, and a restart would take one more node away.',
      'Bring it back first, or name one node.',
    ],
    [
      'a server on another machine',
      restartFacts({}, { server: { kind: 'out of reach', because: 'it runs elsewhere' } }),
      'Howdah can neither stop nor start shop-1: it runs elsewhere.',
      'Restart it by hand, or by whatever manages the servers.',
    ],
    [
      'a raise that the replica has not',
      restartFacts({}, waits('200')),
      'shop-2 would have a lower max_connections than shop-1, in whatever order these restart: a replica with less than its primary does not start.',
      'Give both the same max_connections by `config set`, and ask again.',
    ],
    [
      'a limit that nobody can read',
      restartFacts({}, { ...waits(null), grants: ['GRANT SELECT ON pg_file_settings TO howdah'] }),
      'What max_connections becomes on shop-1 cannot be read, and a replica with less than its primary does not start.',
      'Let a superuser run: `GRANT SELECT ON pg_file_settings TO howdah`.',
    ],
  ])('refuses %s', (_, facts, because, instead) => {
    expect(nodeRestart.refuse(every, facts)).toMatchObject({ because, instead })
  })

  test('refuses a node that nobody knows, and one that does not answer', () => {
    const facts = restartFacts({ unreachable: [silent] })
    expect(nodeRestart.refuse(one('shop-9'), facts)).toMatchObject({
      because: 'shop has no node shop-9.',
      instead: 'Did you mean `shop-1`?',
    })
    expect(nodeRestart.refuse(one('shop-3'), facts)).toMatchObject({ because: 'shop-3 is silent.' })
  })

  test('restarts replicas first where more is wanted, and the primary first where less is', () => {
    const order = (next: string) =>
      planned(nodeRestart, every, restartFacts({}, waits(next), waits(next))).steps.map(
        ({ title }) => title,
      )
    const [replica, primary] = ['shop-2', 'shop-1'].map(name => `Stop ${name}, and start it again`)
    expect(order('200')).toEqual([replica, primary])
    expect(order('50')).toEqual([primary, replica])
  })

  test('refuses one node where the other has to restart first', () => {
    const facts = (next: string) => restartFacts({}, waits(next), waits(next))
    expect(nodeRestart.refuse(one('shop-1'), facts('200'))).toMatchObject({
      instead: 'Leave the node out, so that every node restarts in the right order.',
    })
    expect(nodeRestart.refuse(one('shop-2'), facts('50'))).toMatchObject({
      because: expect.stringContaining('shop-2 would have a lower max_connections than shop-1'),
    })
    expect(planned(nodeRestart, one('shop-2'), facts('200')).steps).toHaveLength(1)
  })

  test('waits for each replica that streams, and knows the values to fall back on', () => {
    const { steps, claims } = planned(
      nodeRestart,
      every,
      restartFacts({}, waits('200'), waits('200')),
    )
    const before = [{ name: 'max_connections', value: '100' }]
    expect(steps.map(({ action }) => action)).toMatchObject([
      { node: 'shop-2', data: '/data/shop-2', streams: true, followers: [], before },
      { node: 'shop-1', data: '/data/shop-1', streams: false, followers: ['shop_2'], before },
    ])
    expect(claims).toMatchObject([{ on: 'cluster', mode: 'exclusive' }])
    expect(planned(nodeRestart, one('shop-2'), restartFacts()).claims).toMatchObject([
      { on: 'node', key: 'shop-2/server' },
    ])
  })

  test('says what counts, who is thrown out, and what stands still', () => {
    const facts = restartFacts(
      { nodes: [sendingNode({ synchronous: 'shop_2' }), receivingNode()] },
      waits('200'),
      waits('200'),
    )
    const body = planned(nodeRestart, every, facts)
    expect(body.headline).toBe('Restart shop-2 and shop-1 of shop, one after the other')
    expect(valueOf(body, 'max_connections')).toBe('100 → 200')
    expect(valueOf(body, 'Order')).toBe(
      'shop-2 (replica), then shop-1 (primary); each has to answer and stream before the next one stops',
    )
    expect(valueOf(body, 'Sessions')).toBe(
      '12 connections to shop-2 and 12 connections to shop-1 end, with what is not committed; applications have to connect again',
    )
    expect(valueOf(body, 'If it fails')).toBe(
      'a server that does not start is started on the values of before',
    )
    expect(body.notes).toEqual([
      'To have shop-1 restarted as a replica instead, restart the replicas one by one, and `replication switchover` to one of them first.',
      'shop-2 is the only replica: nobody could take over while it restarts.',
      'Commits on shop-1 wait for shop_2: where that is a node that restarts, they stand still while it is away.',
      'After the restart the cache is cold, and statements are slow for a while.',
    ])
  })

  test('finds a setting that still waits, a node that is away, and a replica that receives nothing', () => {
    expect(nodeRestart.verify(every, restartFacts())).toBeUndefined()
    expect(nodeRestart.verify(every, restartFacts({}, waits('200')))).toBe(
      'max_connections on shop-1 still waits for a restart.',
    )
    expect(nodeRestart.verify(every, restartFacts({ unreachable: [silent] }))).toBe(
      'shop-3 does not answer.',
    )
    const alone = [sendingNode(), receivingNode({}, { streams: false })]
    expect(nodeRestart.verify(one('shop-2'), restartFacts({ nodes: alone }))).toBe(
      'shop-2 receives no WAL.',
    )
  })
})
