import { describe, expect, test } from 'vitest'
import { poolStatus, poolsOf } from '#commands/pool/status'
import type { Change } from '#model/change'
import { pooledDatabase, poolerFacts, poolsFacts, userPool } from '#test/support/facts/pool'

const paused = poolsFacts({
  poolers: [poolerFacts({ databases: [pooledDatabase({ paused: true, pools: [] })] })],
})

const pausing = (state: Change['state'], cluster = 'shop') =>
  [{ state, plan: { cluster, playbook: 'pool.pause' } }] as unknown as readonly Change[]

describe('pool status', () => {
  test('tells in one line a pool who has a server, who waits, and how it pools', () => {
    expect(poolsOf(poolsFacts(), [])).toEqual({
      kind: 'answer',
      title: 'No client waits for a server of shop; 3 clients have one.',
      lines: [],
      alarm: false,
      table: {
        columns: ['Pool, user', 'Clients', 'Servers', 'Longest wait', 'State'],
        rows: [
          [
            'front/app, shop',
            '3 active, 0 waiting',
            '3 busy, 2 idle, of 20',
            'none',
            'transaction',
          ],
        ],
      },
      offers: [],
    })
    expect(poolStatus.verb).toBe('read')
  })

  test('says how long clients wait', () => {
    const waiting = pooledDatabase({
      reserve: 5,
      pools: [userPool({ waiting: 2, longestWaitSeconds: 1.2 })],
    })
    const told = poolsOf(poolsFacts({ poolers: [poolerFacts({ databases: [waiting] })] }), [])
    expect(told).toMatchObject({
      title: '2 clients wait for a server of shop; 3 have one.',
      table: {
        rows: [
          [
            expect.any(String),
            '3 active, 2 waiting',
            '3 busy, 2 idle, of 20 and 5 in reserve',
            '1.2 s',
            'transaction',
          ],
        ],
      },
    })
  })

  test('shouts a pool that nobody’s run has paused, and offers to resume it', () => {
    expect(poolsOf(paused, pausing('running', 'other'))).toMatchObject({
      title: 'front/app is paused, and by no run of Howdah: its clients wait.',
      alarm: true,
      table: { rows: [['front/app', 'none yet', '', '', 'paused']] },
      offers: [{ label: 'Resume front/app', command: 'pool resume pool=front/app cluster=shop' }],
    })
    expect(poolsOf(paused, pausing('pending'))).toMatchObject({ alarm: true })
    expect(poolsOf(paused, pausing('running'))).toMatchObject({ alarm: false, offers: [] })
  })

  test.each([
    [
      'suspended' as const,
      'All of front is suspended, with every database and not by Howdah: clients wait. Ask whoever did that, then send RESUME without a name on the console of front.',
    ],
    [
      'perhaps' as const,
      'Clients of front wait, and it has no server for them: either all of front is paused (PAUSE without a name), or its servers cannot be reached from there. PgBouncer 1.18 does not say which. Read the log of front; where it is paused, send RESUME without a name on its console.',
    ],
  ])('shouts a PgBouncer of which all stands still (%s), and says what to do', (halted, title) => {
    expect(poolsOf(poolsFacts({ poolers: [poolerFacts({ halted })] }), [])).toMatchObject({
      title,
      alarm: true,
      offers: [],
    })
  })

  test('names a PgBouncer that does not answer, and databases that lead elsewhere', () => {
    const silent = [{ name: 'back', because: 'back is silent.', instead: 'Start it.' }]
    expect(
      poolsOf(poolsFacts({ silent, poolers: [poolerFacts({ others: ['billing'] })] }), []),
    ).toMatchObject({
      title: 'back is silent. Start it.',
      alarm: true,
      lines: [
        'No client waits for a server of shop; 3 clients have one.',
        'front also has billing, which lead to no node of shop.',
      ],
    })
  })

  test('says what to write into the inventory where it names no pool', () => {
    expect(poolsOf(poolsFacts({ named: false, poolers: [] }), [])).toMatchObject({
      kind: 'refusal',
      because: 'The inventory names no PgBouncer before shop.',
      instead: expect.stringContaining('Add `pools: [{ name: front'),
    })
  })
})
