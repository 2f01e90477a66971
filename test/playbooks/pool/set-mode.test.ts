import { describe, expect, test } from 'vitest'
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { ModeFacts } from '#cluster/facts/pool/mode'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { PooledSession } from '#cluster/facts/pool/pooled-sessions'
import { kindOf } from '#model/action'
import { poolSetMode, setModeInput } from '#playbooks/pool/set-mode'
import { planned, valueOf } from '#test/support/facts/planned'
import { pooledDatabase, poolerFacts, poolsFacts, userPool } from '#test/support/facts/pool'
import { poolTarget } from '#test/support/facts/pool-target'
import { nodeAddresses } from '#test/support/facts/replication'

const file = '/etc/pgbouncer/pgbouncer.ini'
const named = { pooler: 'front', name: 'app' }

const session = (more: Partial<PooledSession> = {}): PooledSession => ({
  pid: 4711,
  user: 'shop',
  application: 'worker',
  inTransaction: false,
  keeps: [],
  ...more,
})

/** Database app pools by session. */
const facts = (
  more: Partial<ModeFacts> = {},
  database: Partial<PooledDatabase> = {},
  pooler: Partial<PoolerFacts> = {},
): ModeFacts => ({
  ...poolTarget(
    {},
    poolsFacts({
      poolers: [
        poolerFacts({
          config: file,
          databases: [
            pooledDatabase({
              mode: 'session',
              pools: [userPool({ mode: 'session' })],
              ...database,
            }),
          ],
          ...pooler,
        }),
      ],
    }),
  ),
  addresses: nodeAddresses,
  fixed: [],
  written: [{ ...named, mode: null }],
  sessions: [{ ...named, seen: [session()], unseen: 0 }],
  ...more,
})

const seeing = (...seen: readonly PooledSession[]) => ({
  sessions: [{ ...named, seen, unseen: 0 }],
})

const asked = (mode: string) => setModeInput.parse({ pool: 'app', mode })

const byTransaction = { mode: 'transaction', pools: [userPool({ active: 19, waiting: 2 })] }

describe('pool.set-mode', () => {
  test.each<readonly [string, string, ModeFacts, string, string]>([
    [
      'the mode of now',
      'session',
      facts(),
      'front/app pools by session already.',
      'See `pool show`.',
    ],
    [
      'a file that Howdah may not change',
      'transaction',
      facts({ fixed: [{ ...named, because: `${file} belongs to another user than Howdah` }] }),
      `Howdah cannot change front/app: ${file} belongs to another user than Howdah.`,
      'Set `pool_mode=transaction` for app in the file of front, then RELOAD: what SET changes is over with the next RELOAD.',
    ],
    [
      'a PgBouncer without RECONNECT',
      'transaction',
      facts({}, {}, { version: { major: 1, minor: 8 } }),
      'PgBouncer front is older than 1.9, or does not tell its version: without RECONNECT clients would get what others left in their servers.',
      'Set `pool_mode=transaction` for app in its file, and restart it.',
    ],
    [
      'sessions that use what ends with a transaction, and names them',
      'transaction',
      facts(
        seeing(
          session({ keeps: ['listen', 'lock'] }),
          session({ pid: 4712, application: '', keeps: ['temporary table'] }),
          session({ pid: 4713, user: 'jobs', keeps: ['cursor', 'prepared statement'] }),
          session({ pid: 4714, inTransaction: true, keeps: ['lock'] }),
          session({ pid: 4715 }),
        ),
      ),
      'Sessions behind front/app use what would no longer last in mode transaction: worker as shop (pid 4711) ran LISTEN and has an advisory lock; shop (pid 4712) has a temporary table; worker as jobs (pid 4713) declared a cursor WITH HOLD and prepared a statement by PREPARE, which no version of PgBouncer carries along; worker as shop (pid 4714) has an advisory lock, perhaps of its open transaction alone.',
      'Give these clients a pool of their own that pools by session: another line below `[databases]`. Or end what they use, and ask again.',
    ],
    [
      'sessions that cannot be seen',
      'transaction',
      facts({ sessions: [{ ...named, seen: [session()], unseen: 2 }] }),
      '2 sessions behind front/app cannot be seen on shop-1.',
      'Ask again, in case they have ended meanwhile. Else the login that observes needs pg_monitor (`doctor` prints the GRANT) and `track_activities` has to be on; behind another pooler nobody sees them.',
    ],
    [
      'a pool that leads to no node',
      'transaction',
      facts({}, { node: null }),
      'front/app leads to no node that answers, so what its sessions use is not known.',
      'See `pool status`.',
    ],
    [
      'temporary tables of another database',
      'transaction',
      facts({}, { leadsTo: 'billing' }),
      'front/app leads to database billing, whose temporary tables are not seen from app.',
      'Ask with `database=billing`; the inventory has to list it.',
    ],
    [
      'transactions of several statements where each statement would end one',
      'statement',
      facts(seeing(session({ inTransaction: true })), byTransaction),
      'Sessions behind front/app have transactions of several statements, which mode statement breaks off: worker as shop (pid 4711).',
      'Let it pool by transaction.',
    ],
    [
      'more clients than servers where each client would keep one',
      'session',
      facts({}, byTransaction),
      '21 clients are connected to front/app as shop, and each would keep one of 20 servers until it leaves: the others would wait.',
      'Give the pool as many servers as it has clients first.',
    ],
  ])('refuses %s', (_, mode, given, because, instead) => {
    expect(poolSetMode.refuse(asked(mode), given)).toMatchObject({
      kind: 'refusal',
      because,
      instead,
    })
  })

  test('has no objection to what only a session would end, once the pool gives servers back sooner', () => {
    const listening = seeing(session({ keeps: ['listen'] }))
    expect(poolSetMode.refuse(asked('statement'), facts(listening, byTransaction))).toMatchObject({
      looked: 1,
    })
    expect(
      poolSetMode.refuse(
        asked('transaction'),
        facts(listening, {
          mode: 'statement',
          node: null,
          pools: [userPool({ mode: 'statement' })],
        }),
      ),
    ).toMatchObject({ looked: 1 })
  })

  test('leaves alone users whose own mode goes before, and says so', () => {
    const given = facts(seeing(session({ keeps: ['listen'] })), {
      mode: 'session',
      pools: [userPool({ mode: 'statement' }), userPool({ user: 'jobs', mode: 'session' })],
    })
    expect(planned(poolSetMode, asked('transaction'), given).notes[1]).toBe(
      'The `pool_mode` of a user goes before: shop, below `[users]` of front.',
    )
  })

  test('plans a line of the file between two RECONNECT, and what the file says now as the undo', () => {
    const plan = planned(poolSetMode, asked('transaction'), facts())
    expect(plan.headline).toBe('Let front/app pool by transaction, in place of session')
    expect(plan.steps.map(({ action }) => kindOf(action).show(action).text)).toEqual([
      [
        '-- on PgBouncer front (127.0.0.1:6432), by its login `admin`:',
        'RECONNECT "app";',
        `-- on Howdah's machine: "app" in ${file} gets pool_mode=transaction`,
        '-- on PgBouncer front (127.0.0.1:6432), by its login `admin`:',
        'RELOAD;',
        'RECONNECT "app"',
      ].join('\n'),
    ])
    const back = (mode: string | null) =>
      planned(poolSetMode, asked('transaction'), facts({ written: [{ ...named, mode }] })).steps[0]
        ?.undo?.action
    expect(back(null)).toMatchObject({ way: 'set-mode', mode: null })
    expect(back('session')).toMatchObject({ way: 'set-mode', mode: 'session' })
  })

  test('says what becomes of clients, what is lost, what was looked at, and what nobody sees', () => {
    const plan = planned(poolSetMode, asked('transaction'), facts())
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Clients: 3 clients are connected, and none is cut off: each gives its server back when its next transaction ends',
      'Servers: the 5 of now are closed, each as soon as no client has it, and others are opened',
      'Lost: what a session has set or made (SET, LISTEN, session locks, temporary tables, prepared statements) ends with the transaction, without an error',
      'Looked at: 1 session: none has an advisory lock or a temporary table, and none ran LISTEN, PREPARE, EXECUTE or DECLARE … WITH HOLD last',
      'Not seen: what a session did before its last statement: PostgreSQL tells only the session itself of its channels, cursors, settings and prepared statements. Ask who runs the applications',
      'Prepared statements: front carries none from server to server (PgBouncer 1.21 does): drivers must not prepare statements by name',
      'Undo: sets back what the file says now, in the same way',
    ])
    const idle = planned(poolSetMode, asked('transaction'), facts(seeing()))
    expect(valueOf(idle, 'Looked at')).toBe(
      'nobody has a server right now, so what the clients use is not known',
    )
  })

  test.each([
    [20, 0, 'carries none'],
    [21, 0, 'as `max_prepared_statements` is 0: set it first'],
    [25, 200, 'carries those that drivers prepare from then on (`max_prepared_statements` = 200)'],
  ])(
    'says what PgBouncer 1.%i does with prepared statements',
    (minor, preparedStatements, words) => {
      const version = { major: 1, minor }
      const given = facts({}, {}, { version, preparedStatements })
      expect(
        valueOf(planned(poolSetMode, asked('transaction'), given), 'Prepared statements'),
      ).toContain(words)
    },
  )

  test('says of the other modes what becomes of clients, and of nothing lost', () => {
    const few = { mode: 'transaction', pools: [userPool()] }
    const session = planned(poolSetMode, asked('session'), facts({}, few))
    expect(valueOf(session, 'Clients')).toContain(
      'each keeps a server from its next statement until it leaves, and of each user 20 can have one',
    )
    expect(valueOf(session, 'Lost')).toBeUndefined()
    const statement = planned(poolSetMode, asked('statement'), facts({}, few))
    expect(valueOf(statement, 'Clients')).toContain('BEGIN gets an error')
  })

  test('judges by the mode that PgBouncer tells', () => {
    expect(poolSetMode.verify(asked('transaction'), facts())).toBe(
      'front/app pools by session, not by transaction.',
    )
    expect(poolSetMode.verify(asked('session'), facts())).toBeUndefined()
    expect(poolSetMode.found?.(asked('session'), facts(), [])).toBe('front/app pools by session.')
  })
})
