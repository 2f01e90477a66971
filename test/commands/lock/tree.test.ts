import { describe, expect, test } from 'vitest'
import type { LockWaits, PreparedBlocker, Waiter } from '#cluster/facts/lock/waits'
import { treeOf } from '#commands/lock/tree'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'

const session = (
  pid: number,
  blockedBy: readonly number[],
  more: Partial<Waiter> = {},
): Waiter => ({
  pid,
  backendStart: '1795435200123456',
  statementStart: null,
  transactionStart: null,
  user: 'app',
  application: 'billing',
  client: null,
  database: 'app',
  state: 'active',
  inTransaction: 40,
  inStatement: 40,
  inState: 40,
  waitsFor: null,
  query: `update a_${pid}`,
  kind: 'client backend',
  superuser: false,
  waits: blockedBy.length > 0,
  blockedBy,
  ...more,
})

const prepared: PreparedBlocker = {
  gid: 'billing-17',
  owner: 'app',
  database: 'app',
  seconds: 720,
  holdsUp: [2],
}

const label = (pid: number) => `pid ${pid} (billing, active for 40 s)`
const line = (pid: number) => `• ${label(pid)} \`update a_${pid}\``
const preparedLine =
  'Prepared transaction “billing-17” (app, prepared 12 min ago). No session can be ended for it: in database app say `COMMIT PREPARED` or `ROLLBACK PREPARED` with this name.'

const ways = (way: 'cancel' | 'terminate', pid: number) => ({
  label: `${way === 'cancel' ? 'Cancel' : 'End'} ${pid}`,
  command: `session ${way} ${pid} node=shop-1 started=1795435200123456 cluster=shop`,
})

const reads = (sessions: readonly Waiter[], more: Partial<LockWaits> = {}) =>
  treeOf({ cluster: 'shop', node: 'shop-1' }, { seen: true, sessions, prepared: [], ...more })

describe('lock tree', () => {
  test.each([
    [
      'each session under the one that it waits for',
      reads([session(1, []), session(2, [1]), session(3, [2])]),
      answer(`${label(1)} holds up 2 sessions.`, {
        lines: [line(1), `   ${line(2)}`, `      ${line(3)}`],
        offers: [ways('cancel', 1)],
      }),
    ],
    [
      'a queue for one row once, as near to its root as it waits',
      reads([session(1, []), session(2, [1]), session(3, [1, 2])]),
      answer(`${label(1)} holds up 2 sessions.`, {
        lines: [line(1), `   ${line(2)}`, `   ${line(3)}`],
        offers: [ways('cancel', 1)],
      }),
    ],
    [
      'whoever holds up most first',
      reads([session(1, []), session(4, [1]), session(2, []), session(3, [2]), session(5, [3])]),
      answer(`${label(2)} holds up 2 of 3 that wait; 1 more hold up others.`, {
        lines: [line(2), `   ${line(3)}`, `      ${line(5)}`, line(1), `   ${line(4)}`],
        offers: [ways('cancel', 2), ways('cancel', 1)],
      }),
    ],
    [
      'an end for a session that is idle, and none for what is no client',
      reads([
        session(1, [], { state: 'idle in transaction', query: null }),
        session(2, [1]),
        session(3, [], { kind: 'walsender' }),
        session(4, [3]),
      ]),
      answer(
        'pid 1 (billing, idle in transaction for 40 s) holds up 1 of 2 that wait; 1 more hold up others.',
        {
          lines: [
            '• pid 1 (billing, idle in transaction for 40 s)',
            `   ${line(2)}`,
            line(3),
            `   ${line(4)}`,
          ],
          offers: [ways('terminate', 1)],
        },
      ),
    ],
    [
      'a prepared transaction with what ends it',
      reads([session(2, [], { waits: true })], { prepared: [prepared] }),
      answer('Prepared transaction “billing-17” (app, prepared 12 min ago) holds up 1 session.', {
        lines: [`• ${preparedLine}`, `   ${line(2)}`],
        offers: [],
      }),
    ],
    [
      'a deadlock as what it is',
      reads([session(1, [2]), session(2, [1])]),
      answer('2 sessions wait for each other; PostgreSQL ends one of them within a second.'),
    ],
    [
      'that a holder has just let go',
      reads([session(2, [], { waits: true })]),
      answer('Who holds up 1 session has just let go: ask again.'),
    ],
    ['that nobody waits', reads([]), answer('Nobody waits for a lock on shop.')],
    [
      'a refusal where others cannot be seen',
      reads([], { seen: false }),
      refusal(
        'What other sessions do on shop cannot be seen: its login lacks pg_monitor. Whether anybody waits is NOT known.',
        '`doctor cluster=shop` prints the GRANT.',
        'doctor cluster=shop',
      ),
    ],
  ])('shows %s', (_, read, said) => {
    expect(read).toEqual(said)
  })
})
