import { describe, expect, test } from 'vitest'
import { standbyWords } from '#checks/replication/standby-words'
import { replicaNode, silentNode } from '#test/support/facts/node-said'

const gone = { name: 'shop-1', position: '0/3000148' }

describe('a replica beside a primary that gives no answer', () => {
  test('could take over where it has received most, with what it lacks', () => {
    expect(standbyWords([silentNode(), replicaNode()], gone)).toEqual([
      'shop-2 could take over: it has WAL up to 0/3000148, all that shop-1 was seen to have.',
    ])
    expect(standbyWords([replicaNode({ received: '0/3000048' })], gone)).toEqual([
      'shop-2 could take over: it has WAL up to 0/3000048, 256 B less than shop-1 was seen to have.',
    ])
  })

  test('would lose what another one has received', () => {
    const less = replicaNode({ name: 'shop-3', received: '0/2FFE148' })
    const none = replicaNode({ name: 'shop-4', received: null })
    expect(standbyWords([replicaNode(), less, none], gone)).toEqual([
      'shop-2 could take over: it has WAL up to 0/3000148, all that shop-1 was seen to have.',
      'shop-3 has 8.0 kB of WAL less than shop-2, and would lose that.',
      'shop-4 has received no WAL.',
    ])
  })

  test('says what keeps it from taking over, and that the primary may live', () => {
    const words = (more: Parameters<typeof replicaNode>[0]) =>
      standbyWords([replicaNode(more)], null)
    expect(words({ paused: true })).toEqual([
      'shop-2 could take over: it has WAL up to 0/3000148. Its replay is paused: that has to end first.',
    ])
    expect(words({ delayed: true })[0]).toContain(
      'It replays late on purpose (recovery_min_apply_delay): that has to end first.',
    )
    expect(words({ streams: true })[0]).toContain(
      'It still has its connection for WAL: the primary may live, and only Howdah not reach it.',
    )
  })
})
