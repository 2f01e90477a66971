import { describe, expect, test } from 'vitest'
import {
  type ClusterWaits,
  type PlacedPrepared,
  type PlacedWaiter,
  placeOf,
} from '#cluster/facts/lock/cluster-waits'
import { treeOf } from '#commands/lock/tree'
import { refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { aboutShop } from '#test/support/commands/cluster'
import { placedWaiter } from '#test/support/facts/placed-waiter'

const alarm = (title: string, more: Partial<Answer> = {}) => answer(title, { ...more, alarm: true })

const session = (
  pid: number,
  blockedBy: readonly number[],
  more: Partial<PlacedWaiter> = {},
): PlacedWaiter =>
  placedWaiter(pid, {
    query: `update a_${pid}`,
    waits: blockedBy.length > 0,
    blockedBy: blockedBy.map(blocker => placeOf({ node: 'shop-1', pid: blocker })),
    ...more,
  })

const prepared: PlacedPrepared = {
  gid: 'billing-17',
  owner: 'app',
  database: 'app',
  seconds: 720,
  holdsUp: ['shop-1 2'],
}

const label = (pid: number) => `pid ${pid} (billing, active for 40 s)`
const line = (pid: number) => `• ${label(pid)} \`update a_${pid}\``
const preparedLine =
  'Prepared transaction “billing-17” (app, prepared 12 min ago). No session can be ended for it: in database app say `COMMIT PREPARED` or `ROLLBACK PREPARED` with this name.'

const ways = (way: 'cancel' | 'terminate', pid: number) => ({
  label: `${way === 'cancel' ? 'Cancel' : 'End'} ${pid}`,
  command: `session ${way} ${pid} node=shop-1 started=1795435200123456 cluster=shop`,
})

const reads = (
  sessions: readonly PlacedWaiter[],
  { maintain = 'act', ...more }: Partial<ClusterWaits> & { readonly maintain?: string | null } = {},
) =>
  treeOf(
    { name: 'shop', logins: { ...aboutShop().logins, maintain } },
    { seen: true, sessions, prepared: [], nodes: ['shop-1'], unseen: [], paused: [], ...more },
  )

const both = { nodes: ['shop-1', 'shop-2'] }
const replay = (more: Partial<PlacedWaiter> = {}): PlacedWaiter =>
  session(9, [], { node: 'shop-2', kind: 'startup', state: null, query: '', ...more })
const reader = (pid: number, blockedBy: readonly string[]): PlacedWaiter =>
  session(pid, [], { node: 'shop-2', waits: blockedBy.length > 0, blockedBy })

describe('lock tree', () => {
  test.each([
    [
      'each session under the one that it waits for',
      reads([session(1, []), session(2, [1]), session(3, [2])]),
      alarm(`${label(1)} holds up 2 sessions.`, {
        lines: [line(1), `   ${line(2)}`, `      ${line(3)}`],
        offers: [ways('cancel', 1)],
      }),
    ],
    [
      'a queue for one row once, as near to its root as it waits',
      reads([session(1, []), session(2, [1]), session(3, [1, 2])]),
      alarm(`${label(1)} holds up 2 sessions.`, {
        lines: [line(1), `   ${line(2)}`, `   ${line(3)}`],
        offers: [ways('cancel', 1)],
      }),
    ],
    [
      'whoever holds up most first',
      reads([session(1, []), session(4, [1]), session(2, []), session(3, [2]), session(5, [3])]),
      alarm(`${label(2)} holds up 2 of 3 that wait; 1 more holds up others.`, {
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
      alarm(
        'pid 1 (billing, idle in transaction for 40 s) holds up 1 of 2 that wait; 1 more holds up others.',
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
      alarm('Prepared transaction “billing-17” (app, prepared 12 min ago) holds up 1 session.', {
        lines: [`• ${preparedLine}`, `   ${line(2)}`],
        offers: [],
      }),
    ],
    [
      'a deadlock as what it is',
      reads([session(1, [2]), session(2, [1])]),
      alarm('2 sessions wait for each other; PostgreSQL ends one of them within a second.', {
        lines: [],
      }),
    ],
    [
      'that a holder has just let go',
      reads([session(2, [], { waits: true })]),
      alarm('Whoever holds up 1 session has just let go: try again.', { lines: [] }),
    ],
    ['that nobody waits', reads([]), answer('Nobody waits for a lock on shop-1.')],
    [
      'that nobody waits by the nodes that were looked at',
      reads([], { ...both, unseen: ['shop-3'] }),
      alarm(
        'Nobody waits for a lock on shop-1 or shop-2. shop-3 could not be looked at: whether anybody waits there is NOT known.',
      ),
    ],
    [
      'a session of the primary over a reader of a replica that its replayed lock stops',
      reads([session(1, []), reader(2, ['shop-1 1'])], both),
      alarm(`${label(1)} on shop-1 holds up 1 session.`, {
        lines: [
          `• ${label(1)} on shop-1 \`update a_1\``,
          `   • ${label(2)} on shop-2 \`update a_2\``,
        ],
        offers: [ways('cancel', 1)],
      }),
    ],
    [
      'a reader of a replica as who holds its replay up, with those behind it',
      reads(
        [reader(2, []), replay({ waits: true, blockedBy: ['shop-2 2'] }), reader(3, ['shop-2 9'])],
        both,
      ),
      alarm(`${label(2)} on shop-2 holds up 1 session and the replay of shop-2.`, {
        lines: [
          `• ${label(2)} on shop-2 \`update a_2\``,
          '   • the replay of shop-2',
          `      ${line(3).replace(' `', ' on shop-2 `')}`,
        ],
        offers: [
          {
            label: 'Cancel 2',
            command: 'session cancel 2 node=shop-2 started=1795435200123456 cluster=shop',
          },
        ],
      }),
    ],
    [
      'a paused replay as who keeps a lock, where nobody on the primary has it any more',
      reads([replay(), reader(3, ['shop-2 9'])], { ...both, paused: ['shop-2'] }),
      alarm('The replay of shop-2 (paused) holds up 1 session.', {
        lines: [
          '• the replay of shop-2 (paused)',
          `   ${line(3).replace(' `', ' on shop-2 `')}`,
          'The lock stays until shop-2 replays on: ask an administrator to run `SELECT pg_wal_replay_resume()` there.',
        ],
        offers: [],
      }),
    ],
    [
      'that replay waits, where PostgreSQL names nobody',
      reads([replay({ waits: true, waitsFor: 'BufferPin: BufferPin' })], {
        ...both,
        unseen: ['shop-3'],
      }),
      alarm(
        'The replay of shop-2 waits for a session there, and PostgreSQL does not say for which (BufferPin: BufferPin): look at the oldest transactions of shop-2 first.',
        { lines: ['shop-3 could not be looked at: whether anybody waits there is NOT known.'] },
      ),
    ],
    [
      'two sessions of one pid on two nodes as two',
      reads([session(2, []), session(1, [2]), reader(2, []), reader(1, ['shop-2 2'])], both),
      alarm(`${label(2)} on shop-1 holds up 1 of 2 that wait; 1 more holds up others.`, {
        lines: [
          `• ${label(2)} on shop-1 \`update a_2\``,
          `   • ${label(1)} on shop-1 \`update a_1\``,
          `• ${label(2)} on shop-2 \`update a_2\``,
          `   • ${label(1)} on shop-2 \`update a_1\``,
        ],
        offers: [
          ways('cancel', 2),
          {
            label: 'Cancel 2',
            command: 'session cancel 2 node=shop-2 started=1795435200123456 cluster=shop',
          },
        ],
      }),
    ],
    [
      'no way to end a session of a cluster that is observed only',
      reads([session(1, []), session(2, [1])], { maintain: null }),
      alarm(`${label(1)} holds up 1 session.`, { lines: [line(1), `   ${line(2)}`], offers: [] }),
    ],
    [
      'no way to end what Howdah reads',
      reads([session(1, [], { application: 'howdah look', user: 'look' }), session(2, [1])]),
      alarm('pid 1 (howdah look, active for 40 s) holds up 1 session.', {
        lines: ['• pid 1 (howdah look, active for 40 s) `update a_1`', `   ${line(2)}`],
        offers: [],
      }),
    ],
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
