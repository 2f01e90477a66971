import { describe, expect, test } from 'vitest'
import type { SwitchoverFacts } from '#cluster/facts/replication/switchover'
import { replicationSwitchover, switchoverInput } from '#playbooks/replication/switchover'
import { patroniSaid, patroniSilent } from '#test/support/facts/patroni'
import { planned, valueOf } from '#test/support/facts/planned'
import { receivingNode, sendingNode, switchoverFacts } from '#test/support/facts/replication'

const asked = switchoverInput.parse({ to: 'shop-2' })

const facts = (more: Partial<SwitchoverFacts> = {}) =>
  switchoverFacts({
    provider: 'patroni',
    servers: new Map(),
    patroni: [patroniSaid('shop-1'), patroniSaid('shop-2')],
    ...more,
  })

describe('replication.switchover under Patroni', () => {
  test('has Patroni switch over, and back by its undo', () => {
    const plan = planned(replicationSwitchover, asked, facts())
    expect(plan.steps).toEqual([
      {
        title: 'Have Patroni stop shop-1, promote shop-2, and let shop-1 follow',
        action: {
          kind: 'patroni',
          node: 'shop-2',
          database: 'app',
          duty: 'ha',
          from: 'shop-1',
          leader: 'shop-1',
          candidate: 'shop-2',
          scope: 'shop',
          system: '7300000000000000001',
          deadlineSeconds: 90,
        },
        effects: [{ change: 'move', kind: 'primary', object: 'shop-2', bytes: null, lock: null }],
        onFailure: 'undo',
        undo: expect.objectContaining({
          title: 'Have Patroni make shop-1 the primary again',
          action: expect.objectContaining({
            node: 'shop-1',
            from: 'shop-2',
            leader: 'shop-2',
            candidate: 'shop-1',
          }),
        }),
      },
    ])
    expect(valueOf(plan, 'Writes')).toContain('a few seconds; it is measured and told')
    expect(valueOf(plan, 'Loss')).toBe(
      'none while shop-2 streams: shop-1 sends all that it wrote before it stops',
    )
    expect(valueOf(plan, 'If it fails')).toBe(
      'Patroni decides who is the primary; Howdah asks every server until that is clear',
    )
    expect(valueOf(plan, 'Undo')).toBe('switches back, in the same way')
  })

  test('says nothing of what Patroni itself looks after', () => {
    const nodes = [
      sendingNode({ synchronous: 'shop-2' }),
      receivingNode(),
      receivingNode({ name: 'shop-3' }),
    ]
    const { notes } = planned(replicationSwitchover, asked, facts({ nodes }))
    expect(notes).toEqual([
      'Whoever connects to the address of shop-1 afterwards finds a replica, which refuses writes. Have ready whatever leads applications to shop-2.',
    ])
  })

  test.each<readonly [string, Partial<SwitchoverFacts>, string, string]>([
    [
      'where the inventory names no address',
      { patroni: null },
      'Patroni decides who is the primary of this cluster, and the inventory does not say where Patroni is reached.',
      'Write `patroni: { url: https://…:8008 }` at each node and `credentials.patroni`, or use `patronictl switchover`.',
    ],
    [
      'where Patroni does not answer',
      { patroni: [patroniSilent('shop-1'), patroniSaid('shop-2')] },
      'shop-2 cannot take over now: the Patroni of shop-1 does not answer.',
      'Put that right, or name another replica.',
    ],
    [
      'where another cluster answers',
      { patroni: [patroniSaid('shop-1'), patroniSaid('shop-2', { system: '1', scope: 'books' })] },
      'At the address of the Patroni of shop-2 answers one of another cluster, books.',
      'Put its `patroni.url` right in the inventory.',
    ],
    [
      'for a login that may not write a checkpoint',
      { lacks: ['GRANT pg_checkpoint TO mover'] },
      'The login for ha lacks rights.',
      'Let a superuser run: `GRANT pg_checkpoint TO mover`.',
    ],
  ])('is refused %s', (_, more, because, instead) => {
    expect(replicationSwitchover.refuse(asked, facts(more))).toMatchObject({ because, instead })
  })
})
