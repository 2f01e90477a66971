import { describe, expect, test } from 'vitest'
import type { SynchronousFacts } from '#cluster/facts/replication/synchronous'
import {
  replicationSetSynchronous,
  setSynchronousInput,
} from '#playbooks/replication/set-synchronous'
import { commitsGuard } from '#playbooks/replication/set-synchronous-notes'
import { synchronousNames } from '#playbooks/replication/synchronous-names'
import { changeAbout, configNode, setting } from '#test/support/facts/config'
import { planned, valueOf } from '#test/support/facts/planned'
import { receivingNode, replicationFacts, sendingNode } from '#test/support/facts/replication'

const asked = (more: object = {}) => setSynchronousInput.parse({ replicas: 'shop-2', ...more })

const nodeWith = (value: string) => {
  const node = configNode('shop-1')
  const names = setting('synchronous_standby_names', {
    setting: value,
    vartype: 'string',
    unit: null,
    context: 'sighup',
  })
  return { ...node, settings: [...node.settings, names] }
}

const facts = (
  more: Partial<SynchronousFacts> = {},
  config: Partial<SynchronousFacts['config']> = {},
): SynchronousFacts => ({
  ...replicationFacts(),
  config: changeAbout({ nodes: [nodeWith(''), configNode('shop-2')], ...config }),
  ...more,
})

const sent = { application: 'shop_2', state: 'streaming', sync: 'async', replayMs: 3, slot: null }

describe('replication.set-synchronous', () => {
  test.each<readonly [string, object, SynchronousFacts, string]>([
    [
      'a clone',
      {},
      facts({ cloneOf: 'shop', cluster: 'shop-clone-1' }),
      'shop-clone-1 is a clone and has no replica.',
    ],
    [
      'a cluster without a login',
      {},
      facts({}, { actor: null }),
      'This cluster has no login for maintain: the inventory has no `credentials.maintain`, and no `credentials.ddl` in its place.',
    ],
    ['a stranger', { replicas: 'shop-9' }, facts(), 'shop has no node shop-9.'],
    [
      'the primary',
      { replicas: 'shop-1' },
      facts(),
      'shop-1 is the primary, and does not wait for itself.',
    ],
    [
      'a replica that receives nothing',
      {},
      facts({ nodes: [sendingNode({ sends: [] }), receivingNode()] }),
      'shop-2 receives no WAL from shop-1: every commit would wait for it.',
    ],
    [
      'a name that two receivers carry',
      {},
      facts({ nodes: [sendingNode({ sends: [sent, sent] }), receivingNode()] }),
      '2 receivers of shop-1 carry the name shop_2: the confirmation of any of them would count for shop-2.',
    ],
    [
      'a replica whose state is hidden',
      {},
      facts({ nodes: [sendingNode({ sends: [{ ...sent, state: null }] }), receivingNode()] }),
      'Whether shop-2 streams is hidden from Howdah.',
    ],
    [
      'a replica that catches up',
      {},
      facts({ nodes: [sendingNode({ sends: [{ ...sent, state: 'catchup' }] }), receivingNode()] }),
      'shop-2 does not stream yet (catchup): commits would wait until it has caught up.',
    ],
    [
      'a replica that does not answer',
      { replicas: 'shop-3' },
      facts({
        unreachable: [{ name: 'shop-3', because: 'shop-3 is silent.', instead: 'Start it.' }],
      }),
      'shop-3 is silent. Every commit would wait for shop-3.',
    ],
    [
      'the same replica twice',
      { replicas: 'shop-2, shop-2' },
      facts(),
      'A replica is named twice: shop-2 and shop-2.',
    ],
    [
      'more confirmations than replicas',
      { least: 2 },
      facts(),
      '2 confirmations of 1 never come: every commit on shop-1 would wait for ever.',
    ],
    [
      'a login without the right',
      {},
      facts(
        {},
        {
          rights: {
            denied: ['synchronous_standby_names'],
            grants: ['GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names TO act'],
          },
        },
      ),
      'act may not change synchronous_standby_names by ALTER SYSTEM.',
    ],
    [
      'what is set already',
      {},
      facts({}, { nodes: [nodeWith('ANY 1 (shop_2)'), configNode('shop-2')] }),
      'There is nothing to change: commits on shop-1 wait for ANY 1 (shop_2) already.',
    ],
    [
      'a cluster of Patroni',
      {},
      facts({}, { provider: 'patroni' }),
      'Patroni manages the settings of this cluster: a value of ALTER SYSTEM would silently override Patroni’s own.',
    ],
  ])('refuses %s', (_, more, about, because) => {
    expect(replicationSetSynchronous.refuse(asked(more), about)).toMatchObject({ because })
  })

  test('says the bound of loss and when commits stand still', () => {
    const body = planned(replicationSetSynchronous, asked(), facts())
    expect(body.headline).toBe('Have commits on shop-1 wait for ANY 1 (shop_2)')
    expect(valueOf(body, 'Commits wait for')).toBe('nobody → ANY 1 (shop_2)')
    expect(valueOf(body, 'Loss')).toBe(
      'a failover to shop-2 loses nothing that was told to be committed',
    )
    expect(valueOf(body, 'Standstill')).toBe(
      'every commit on shop-1 stands still as soon as shop-2 is away, until it is back or this is undone',
    )
    expect(valueOf(body, 'Each commit')).toBe(
      'shop-2 replays a commit 3.0 ms later now, and confirms somewhat sooner',
    )
    expect(body.notes).toHaveLength(3)
  })

  test('says what no waiting gives up', () => {
    const about = facts(
      { nodes: [sendingNode({ synchronous: 'ANY 1 (shop_2)' }), receivingNode()] },
      { nodes: [nodeWith('ANY 1 (shop_2)'), configNode('shop-2')] },
    )
    const body = planned(replicationSetSynchronous, asked({ replicas: 'none' }), about)
    expect(body.headline).toBe('Have commits on shop-1 wait for no replica')
    expect(valueOf(body, 'Loss')).toBe(
      'a failover loses what shop-1 has told to be committed and no replica has received: shop-2 lacks 0 B now',
    )
    expect(valueOf(body, 'Standstill')).toBe('none: no commit waits for a replica')
    expect(body.steps).toHaveLength(1)
  })

  test('sets the names, writes a mark and waits for it; the undo takes the line out', () => {
    const { steps } = planned(replicationSetSynchronous, asked(), facts())
    expect(steps.map(({ action }) => action.kind)).toEqual(['setting', 'read', 'wait'])
    expect(steps[0]).toMatchObject({
      action: { settings: [{ name: 'synchronous_standby_names', value: 'ANY 1 (shop_2)' }] },
      undo: { action: { settings: [{ name: 'synchronous_standby_names', value: null }] } },
    })
    expect(steps[2]?.action).toMatchObject({
      until: { values: [{ from: 1, output: 'mark' }, 1, 'shop_2'] },
      deadlineSeconds: 20,
    })
  })

  test('is guarded by commits that stand still, and not where no commit waits', () => {
    expect(commitsGuard('ANY 1 (shop_2)')).toEqual({
      minutes: 15,
      watches: [{ metric: 'waiting commits', factor: null, above: 0, least: 1 }],
      onSilence: 'ask',
    })
    expect(commitsGuard('')).toBeNull()
  })

  test('finds a setting that is another one by now', () => {
    const { steps } = planned(replicationSetSynchronous, asked(), facts())
    expect(replicationSetSynchronous.verify(asked(), facts(), steps)).toBe(
      'Commits on shop-1 wait for nobody.',
    )
    const set = facts({}, { nodes: [nodeWith('ANY 1 (shop_2)')] })
    expect(replicationSetSynchronous.verify(asked(), set, steps)).toBeUndefined()
  })

  test('quotes names that the grammar would read otherwise', () => {
    expect(synchronousNames('first', 2, ['shop_2', 'Berlin "a"', 'any'])).toBe(
      'FIRST 2 (shop_2, "Berlin ""a""", "any")',
    )
    expect(synchronousNames('any', 1, [])).toBe('')
  })
})
