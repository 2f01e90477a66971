import { describe, expect, test } from 'vitest'
import { type NodeWaits, putTogether } from '#cluster/facts/lock/cluster-waits'
import type { PreparedHolder, SessionHolder } from '#cluster/facts/lock/replayed'
import type { Waiter } from '#cluster/facts/lock/waits'
import { sessionAbout } from '#test/support/facts/session'

const client = sessionAbout().session
if (!client) throw new Error('no session')

const waiter = (pid: number, blockedBy: readonly number[], kind = 'client backend'): Waiter => ({
  ...client,
  pid,
  kind,
  waits: blockedBy.length > 0,
  blockedBy,
})
const replay = waiter(9, [], 'startup')

const node = (name: string, more: Partial<NodeWaits> = {}): NodeWaits => ({
  node: name,
  seen: true,
  sessions: [],
  prepared: [],
  replayed: [],
  paused: false,
  ...more,
})

/** A reader on shop-2 waits since second 100 for the lock that replay has. */
const stopped: Partial<NodeWaits> = {
  sessions: [replay, waiter(3, [9])],
  replayed: [{ relation: '5.17', waiters: [3], since: 100 }],
}
const alters: SessionHolder = { ...client, pid: 1, relations: ['5.17'], began: 90 }
const prepared: PreparedHolder = {
  gid: 'billing-17',
  owner: 'app',
  database: 'app',
  seconds: 720,
  relations: ['5.17'],
  began: 90,
}

const waitsOf = (
  nodes: readonly NodeWaits[],
  sessions: readonly SessionHolder[] = [],
  preparedHolders: readonly PreparedHolder[] = [],
) => {
  const put = putTogether(nodes, {
    primary: 'shop-1',
    unseen: [],
    sessions,
    prepared: preparedHolders,
  })
  return {
    sessions: Object.fromEntries(
      put.sessions.map(one => [`${one.node} ${one.pid}`, one.blockedBy]),
    ),
    prepared: put.prepared.map(({ gid, holdsUp }) => [gid, holdsUp]),
  }
}

describe('a reader that a replayed lock stops', () => {
  test.each([
    [
      'waits for the session of the primary that has the lock',
      waitsOf([node('shop-1'), node('shop-2', stopped)], [alters]),
      { 'shop-2 3': ['shop-1 1'], 'shop-1 1': [] },
      [],
    ],
    [
      'waits for whom that session waits for',
      waitsOf(
        [node('shop-1', { sessions: [waiter(1, [2]), waiter(2, [])] }), node('shop-2', stopped)],
        [alters],
      ),
      { 'shop-1 1': ['shop-1 2'], 'shop-1 2': [], 'shop-2 3': ['shop-1 1'] },
      [],
    ],
    [
      'waits for a prepared transaction, as others on the primary do',
      waitsOf(
        [
          node('shop-1', {
            sessions: [{ ...waiter(4, []), waits: true }],
            prepared: [{ ...prepared, holdsUp: [4] }],
          }),
          node('shop-2', stopped),
        ],
        [],
        [prepared],
      ),
      { 'shop-1 4': [], 'shop-2 3': [] },
      [['billing-17', ['shop-1 4', 'shop-2 3']]],
    ],
    [
      'waits for replay where nobody on the primary has the lock any more',
      waitsOf([node('shop-1'), node('shop-2', stopped)]),
      { 'shop-2 9': [], 'shop-2 3': ['shop-2 9'] },
      [],
    ],
    [
      'is not laid to a session of the primary that began later',
      waitsOf([node('shop-1'), node('shop-2', stopped)], [{ ...alters, began: 110 }]),
      { 'shop-2 9': [], 'shop-2 3': ['shop-2 9'] },
      [],
    ],
    [
      'is not laid to a session of the primary while replay is paused',
      waitsOf([node('shop-1'), node('shop-2', { ...stopped, paused: true })], [alters]),
      { 'shop-2 9': [], 'shop-2 3': ['shop-2 9'] },
      [],
    ],
    [
      'is not mixed up with a session of the same pid on the primary',
      waitsOf(
        [node('shop-1', { sessions: [waiter(3, [9]), waiter(9, [])] }), node('shop-2', stopped)],
        [alters],
      ),
      { 'shop-1 3': ['shop-1 9'], 'shop-1 9': [], 'shop-2 3': ['shop-1 1'], 'shop-1 1': [] },
      [],
    ],
  ])('%s', (_, { sessions, prepared: found }, expected, expectedPrepared) => {
    expect(sessions).toEqual(expected)
    expect(found).toEqual(expectedPrepared)
  })
})
