import { describe, expect, test } from 'vitest'
import { poolSaid, poolShow } from '#commands/pool/show'
import { isRefusal } from '#model/refusal'
import { poolNamed } from '#playbooks/shared/pool-named'
import { pooledDatabase, poolerFacts, poolsFacts, poolWindow } from '#test/support/facts/pool'

const found = (more: Parameters<typeof pooledDatabase>[0] = {}) => {
  const database = pooledDatabase(more)
  return { pooler: poolerFacts({ databases: [database] }), database }
}

describe('pool show', () => {
  test('tells transactions, servers in use and waits over a stated window', () => {
    expect(poolSaid('shop', found(), poolWindow())).toMatchObject({
      title: 'No client waits for a server of front/app.',
      alarm: false,
      lines: [
        '4,000 transactions within 5.0 s, 4.0 ms each: 3.2 servers in use on average.',
        'Waits added up to 0 ms of all clients together.',
        'Each user has up to 20 servers; it leads to shop-1.',
      ],
    })
    expect(poolShow.verb).toBe('read')
  })

  test('says who waits, and for what', () => {
    const through = poolWindow({
      transactions: 0,
      meanTransactionMs: null,
      waitedSeconds: 12,
      waiting: [{ user: 'shop', address: '10.0.0.7', application: 'checkout', seconds: 2.5 }],
      holders: [
        {
          pid: 4711,
          user: 'shop',
          state: 'idle in transaction',
          transactionSeconds: 40,
          waitsForLock: false,
        },
        { pid: 4712, user: 'shop', state: 'active', transactionSeconds: 3, waitsForLock: true },
        { pid: 4713, user: 'shop', state: null, transactionSeconds: null, waitsForLock: false },
      ],
    })
    expect(poolSaid('shop', found({ node: null, reserve: 2 }), through)).toMatchObject({
      title: '1 client waits for a server of front/app, for up to 2.5 s.',
      lines: [
        'No transaction ended within 5.0 s.',
        'Waits added up to 12 s of all clients together.',
        'Each user has up to 20 servers, and 2 in reserve; it leads to an address that is no node’s.',
        'shop at 10.0.0.7 (checkout) waits for 2.5 s.',
        'pid 4711 has a server as shop: idle in transaction, its transaction open for 40 s.',
        'pid 4712 has a server as shop: active, its transaction open for 3 s, waits for a lock.',
        'pid 4713 has a server as shop.',
      ],
      offers: [{ label: 'Show Locks' }, { label: 'All Pools' }],
    })
  })

  test('offers to resume a paused pool', () => {
    expect(poolSaid('shop', found({ paused: true }), poolWindow())).toMatchObject({
      title: 'front/app is paused: 0 clients wait.',
      alarm: true,
      offers: [{ command: 'pool resume pool=front/app cluster=shop' }, { label: 'All Pools' }],
    })
  })
})

describe('the name of a pool', () => {
  const facts = poolsFacts({
    poolers: [
      poolerFacts({ others: ['billing'] }),
      poolerFacts({ name: 'back', databases: [pooledDatabase({ pooler: 'back' })] }),
    ],
    silent: [{ name: 'side', because: 'side is silent.', instead: 'Start it.' }],
  })
  test.each([
    ['app', 'front and back each have a pool app.', 'Say which: `front/app` or `back/app`.'],
    [
      'front/ap',
      'There is no pool front/ap before shop; side does not answer.',
      'Did you mean `front/app`?',
    ],
    [
      'front/billing',
      'front/billing on front leads to no node of shop.',
      'If it belongs to shop, list it under `databases` of front in the inventory.',
    ],
    ['side/app', 'side is silent.', 'Start it.'],
  ])('%s is refused: %s', (typed, because, instead) => {
    expect(poolNamed(facts, typed)).toMatchObject({ because, instead })
  })

  test('finds one by PgBouncer and database, or by the database alone', () => {
    const one = poolNamed(facts, 'back/app')
    expect(isRefusal(one) ? one : one.pooler.name).toBe('back')
    const only = poolNamed(poolsFacts(), 'app')
    expect(isRefusal(only) ? only : only.database.name).toBe('app')
  })
})
