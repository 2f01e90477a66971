import { describe, expect, test } from 'vitest'
import { troubleIn } from '#checks/trouble'
import type { OpenTransaction } from '#cluster/facts/node/status'

const open: OpenTransaction = {
  seconds: 720,
  backend: 'client backend',
  pid: 4711,
  gid: null,
  owner: 'app',
  database: 'shop',
}
const prepared: OpenTransaction = { ...open, backend: null, pid: null, gid: 'billing-17' }

const about = (...oldest: readonly OpenTransaction[]): readonly string[] =>
  troubleIn({
    cluster: 'shop',
    unreachable: [],
    nodes: [
      {
        name: 'shop-1',
        oldest,
        streams: true,
        behindBytes: null,
        replayedUntil: null,
        seesSessions: true,
      },
    ],
  })

describe('an old transaction', () => {
  test.each([
    ['of a session', open, 'shop-1 has a transaction open for 12 min.'],
    [
      'of a worker is named as what it is',
      { ...open, backend: 'logical replication tablesync worker' },
      'shop-1 has a transaction open for 12 min in its logical replication tablesync worker, pid 4711.',
    ],
    [
      'that was prepared is named, with what ends it',
      prepared,
      'Prepared transaction “billing-17” (app, prepared 12 min ago) on shop-1. No session can be ended for it: in database shop say `COMMIT PREPARED` or `ROLLBACK PREPARED` with this name.',
    ],
  ])('%s', (_, transaction, said) => {
    expect(about(transaction)).toEqual([said])
  })

  test('stands beside another one, and a young one is none', () => {
    expect(about(prepared, open)).toHaveLength(2)
    expect(about(prepared, { ...open, seconds: 200 })).toHaveLength(1)
  })
})
