import { describe, expect, test } from 'vitest'
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { MovingPools } from '#cluster/facts/pool/moving'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { replicationSwitchover, switchoverInput } from '#playbooks/replication/switchover'
import { patroniSaid } from '#test/support/facts/patroni'
import { planned, valueOf } from '#test/support/facts/planned'
import { pooledDatabase, poolerFacts, userPool } from '#test/support/facts/pool'
import { switchoverFacts } from '#test/support/facts/replication'

const asked = switchoverInput.parse({ to: 'shop-2' })
const file = '/etc/pgbouncer/pgbouncer.ini'

const facts = (
  database: Partial<PooledDatabase> = {},
  pooler: Partial<PoolerFacts> = {},
  more: Partial<MovingPools> = {},
) => {
  const { pools, ...other } = switchoverFacts()
  const front = poolerFacts({ config: file, databases: [pooledDatabase(database)], ...pooler })
  return { ...other, pools: { ...pools, named: true, poolers: [front], ...more } }
}

const notesOf = (...given: Parameters<typeof facts>) =>
  planned(replicationSwitchover, asked, facts(...given)).notes.slice(1)

const byHand =
  'Its clients get errors from the stop of shop-1 on. Once shop-2 is the primary, set host=127.0.0.1 port=5433 for app in the file of front, and RELOAD.'

describe('replication.switchover with pools', () => {
  test('pauses those that Howdah can lead to the new primary, and leads them back by its undo', () => {
    const plan = planned(replicationSwitchover, asked, facts())
    const pool = { pooler: { name: 'front', host: '127.0.0.1', port: 6432 }, of: 'app', file }
    expect(plan.steps).toMatchObject([
      {
        title:
          'Pause front/app, stop shop-1, promote shop-2 once it has everything, lead front/app to shop-2 and resume, start shop-1 as its replica',
        action: {
          meanwhile: {
            settleSeconds: 5,
            mostSeconds: 30,
            pools: [{ ...pool, to: { host: '127.0.0.1', port: 5433 } }],
          },
        },
        undo: {
          action: { meanwhile: { pools: [{ ...pool, to: { host: '127.0.0.1', port: 5432 } }] } },
        },
      },
    ])
    expect(plan.steps[0]?.effects.map(({ change, object }) => `${change} ${object}`)).toEqual([
      'move shop-2',
      'pause front/app',
    ])
    expect(valueOf(plan, 'Pools')).toBe(
      'clients of front/app wait without an error until shop-2 is the primary and they are led there: 30 s at most, also when Howdah ends meanwhile; it is measured and told',
    )
    expect(valueOf(plan, 'No pause')).toBe(
      'where a transaction there does not end within 5 s, nothing is stopped and its clients go on',
    )
    expect(plan.notes).toContain(`RELOAD also takes up whatever else was changed in ${file}.`)
  })

  test.each<readonly [string, readonly string[], Parameters<typeof facts>]>([
    [
      'without a file that Howdah may change',
      [
        `front/app is not paused: /etc/pgbouncer/pgbouncer.ini belongs to another user than Howdah. ${byHand}`,
      ],
      [
        {},
        {},
        {
          fixed: [
            {
              pooler: 'front',
              name: 'app',
              because: `${file} belongs to another user than Howdah`,
            },
          ],
        },
      ],
    ],
    [
      'without a login that acts',
      [`front/app is not paused: the inventory has no \`credentials.admin\` for it. ${byHand}`],
      [{}, { admin: null }],
    ],
    [
      'with clients that keep their session',
      [
        `front/app is not paused: it pools by session, so PAUSE would wait until its clients disconnect. ${byHand}`,
      ],
      [{ pools: [userPool({ mode: 'session' })] }],
    ],
    [
      'that leads over an address of no node',
      [
        'front/app leads over 10.0.0.9:5432, which is no node’s address: its clients get errors from the stop of shop-1 until that address leads to shop-2.',
      ],
      [{ node: null, address: { host: '10.0.0.9', port: '5432' } }],
    ],
    ['that leads to another node', [], [{ node: 'shop-2' }]],
    [
      'that does not answer',
      ['front is silent. Whether its clients wait is not known.'],
      [
        {},
        {},
        {
          poolers: [],
          silent: [{ name: 'front', because: 'front is silent.', instead: 'Start it.' }],
        },
      ],
    ],
  ])('leaves a pool alone %s, and says what to do', (_, notes, given) => {
    const plan = planned(replicationSwitchover, asked, facts(...given))
    expect(plan.notes.slice(1)).toEqual(notes)
    expect(plan.steps[0]?.action).not.toHaveProperty('meanwhile')
    expect(valueOf(plan, 'Pools')).toBeUndefined()
  })

  test('refuses a long transaction in a pool, and names who has it open', () => {
    const holder = {
      pid: 4711,
      user: 'shop',
      state: 'idle in transaction',
      transactionSeconds: 720,
      waitsForLock: false,
    }
    const holders = [{ pooler: 'front', name: 'app', sessions: [holder] }]
    expect(replicationSwitchover.refuse(asked, facts({}, {}, { holders }))).toMatchObject({
      because:
        'A transaction is open for 12 min (pid 4711, shop); PAUSE waits for it while new clients queue, and is given up after 5 s.',
      command: 'session terminate pid=4711 cluster=shop',
    })
    expect(replicationSwitchover.refuse(asked, facts({ paused: true }))).toMatchObject({
      because: 'front/app is paused, and by no run of this plan.',
    })
  })

  test('pauses under Patroni too, and leads back by its undo', () => {
    const patroni = [patroniSaid('shop-1'), patroniSaid('shop-2')]
    const plan = planned(replicationSwitchover, asked, { ...facts(), provider: 'patroni', patroni })
    expect(plan.steps).toMatchObject([
      {
        title:
          'Pause front/app, have Patroni stop shop-1, promote shop-2, lead front/app to shop-2 and resume, and let shop-1 follow',
        action: { kind: 'patroni', meanwhile: { pools: [{ of: 'app', to: { port: 5433 } }] } },
        undo: {
          action: { kind: 'patroni', meanwhile: { pools: [{ of: 'app', to: { port: 5432 } }] } },
        },
      },
    ])
    expect(valueOf(plan, 'Pools')).toContain('clients of front/app wait without an error')
  })

  test('notes clients that are turned away before the pause ends', () => {
    expect(notesOf({}, { waitMostSeconds: 10 })).toContain(
      'front turns away clients that wait longer than 10 s (`query_wait_timeout`).',
    )
  })

  test('did not work where a pool is left paused', () => {
    const { nodes, ...after } = facts({ paused: true })
    const [, shop2] = nodes
    expect(
      replicationSwitchover.verify(asked, {
        ...after,
        nodes: shop2 ? [{ ...shop2, role: 'primary' }] : [],
      }),
    ).toBe('shop-2 is the primary, and front/app is still paused.')
  })
})
