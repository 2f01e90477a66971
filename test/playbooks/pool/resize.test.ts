import { describe, expect, test } from 'vitest'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { SizingFacts } from '#cluster/facts/pool/sizing'
import { kindOf } from '#model/action'
import { poolResize, resizeInput } from '#playbooks/pool/resize'
import { planned, valueOf } from '#test/support/facts/planned'
import { pooledDatabase, poolerFacts, poolsFacts, userPool } from '#test/support/facts/pool'
import { poolTarget } from '#test/support/facts/pool-target'
import { nodeAddresses } from '#test/support/facts/replication'

const file = '/etc/pgbouncer/pgbouncer.ini'
const named = { pooler: 'front', name: 'app' }

const facts = (
  database: Partial<PooledDatabase> = {},
  more: Partial<SizingFacts> = {},
): SizingFacts => ({
  ...poolTarget(
    {},
    poolsFacts({ poolers: [poolerFacts({ config: file, databases: [pooledDatabase(database)] })] }),
  ),
  addresses: nodeAddresses,
  fixed: [],
  traffic: [{ ...named, transactionsPerSecond: 800, meanSeconds: 0.004 }],
  written: [{ ...named, size: null }],
  room: [{ node: 'shop-1', connections: 97 }],
  ...more,
})

const asked = (size: number) => resizeInput.parse({ pool: 'app', size })

describe('pool.resize', () => {
  test.each<readonly [string, number, SizingFacts, string]>([
    ['the size of now', 20, facts(), 'front/app has up to 20 servers for each user already.'],
    [
      'a file that Howdah may not change',
      30,
      facts({}, { fixed: [{ ...named, because: `${file} belongs to another user than Howdah` }] }),
      `Howdah cannot change front/app: ${file} belongs to another user than Howdah.`,
    ],
    [
      'more than the node has connections for',
      40,
      facts({
        reserve: 5,
        pools: [userPool(), userPool({ user: 'reports' }), userPool({ user: 'jobs' })],
      }),
      'All pools together could open 135 connections to shop-1 then, which has 97 for everybody but superusers.',
    ],
    [
      'a pool that leads to no node',
      30,
      facts({ node: null }),
      'front/app leads to no node that answers, so how many connections there are is not known.',
    ],
  ])('refuses %s', (_, size, given, because) => {
    expect(poolResize.refuse(asked(size), given)).toMatchObject({ kind: 'refusal', because })
  })

  test('lets a pool that is over the budget get smaller', () => {
    const users = ['a', 'b', 'c', 'd', 'e', 'f'].map(user => userPool({ user }))
    expect(poolResize.refuse(asked(18), facts({ pools: users }))).toMatchObject({
      budget: { wanted: 108, room: 97 },
    })
  })

  test('plans a line of the file, and what the file says now as the undo', () => {
    const plan = planned(poolResize, asked(30), facts())
    expect(plan.headline).toBe('Let front/app have up to 30 servers for each user, in place of 20')
    expect(plan.steps.map(({ action }) => kindOf(action).show(action).text)).toEqual([
      `-- on Howdah's machine: "app" in ${file} gets pool_size=30\n-- on PgBouncer front (127.0.0.1:6432), by its login \`admin\`:\nRELOAD`,
    ])
    expect(plan.steps[0]?.undo?.action).toMatchObject({ way: 'resize', size: null })
    expect(plan.notes).toEqual([
      `RELOAD also takes up whatever else was changed in ${file}, and drops what SET changed.`,
    ])
    const back = planned(poolResize, asked(30), facts({}, { written: [{ ...named, size: 20 }] }))
    expect(back.steps[0]?.undo?.action).toMatchObject({ way: 'resize', size: 20 })
  })

  test('says how many servers are in use, who waits, and what the node has', () => {
    const plan = planned(poolResize, asked(3), facts({ pools: [userPool({ waiting: 2 })] }))
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'In use: 3.2 servers on average (800 transactions a second × 4.0 ms, of all users together): more than 3, so clients would wait',
      'Clients: 2 clients wait for a server',
      'Connections: all pools together may open 3 of the 97 that shop-1 has',
      'Undo: sets back what the file says now',
    ])
    expect(plan.notes[1]).toContain('Servers beyond 3 are closed')
    const quiet = planned(poolResize, asked(30), facts({}, { traffic: [] }))
    expect(valueOf(quiet, 'In use')).toContain('is not known')
  })

  test('judges by the size that PgBouncer tells', () => {
    expect(poolResize.verify(asked(30), facts())).toBe(
      'front/app has up to 20 servers for each user, not 30.',
    )
    expect(poolResize.verify(asked(20), facts())).toBeUndefined()
    expect(poolResize.found?.(asked(20), facts(), [])).toBe(
      'front/app has up to 20 servers for each user.',
    )
  })
})
