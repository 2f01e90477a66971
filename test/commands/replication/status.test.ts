import { describe, expect, test } from 'vitest'
import { replicationOf, replicationStatus } from '#commands/replication/status'
import {
  receivingNode,
  replicationFacts,
  sendingNode,
  slotOfReplica,
} from '#test/support/facts/replication'

const silent = {
  name: 'shop-3',
  because: 'shop-3 (shop) does not answer.',
  instead: 'Check that it is up.',
}

describe('replication status', () => {
  test('tells who receives from whom, how far behind readers are, and who could take over', () => {
    const told = replicationOf(replicationFacts())
    expect(told.title).toBe('shop-1 is the primary of shop; shop-2 could take over.')
    expect(told.table).toEqual({
      columns: [
        'Node',
        'Role, timeline',
        'Lag of readers',
        'Could take over',
        'Receives from, sync, slot',
      ],
      rows: [
        [
          'shop-1',
          'primary, timeline 1',
          'none: it writes',
          'is the primary',
          'nobody: it is the primary',
        ],
        ['shop-2', 'replica, timeline 1', 'none', 'yes', '127.0.0.1:5432, async, shop_2'],
      ],
    })
    expect(told.lines).toEqual(['Slot shop_2 on shop-1 (physical, in use) keeps 3.0 MB of WAL.'])
    expect(told.alarm).toBe(false)
    expect(told.offers).toEqual([
      { label: 'Switch to shop-2', command: 'replication switchover to=shop-2 cluster=shop' },
    ])
    expect(replicationStatus.verb).toBe('read')
  })

  test.each([
    ['a paused replica', receivingNode({}, { paused: true }), 'no: its replay is paused'],
    [
      'a delayed replica',
      receivingNode({}, { delaySeconds: 3_600 }),
      'no: it replays 60 min late on purpose',
    ],
    [
      'a replica that receives nothing',
      receivingNode({}, { streams: false }),
      'no: it receives no WAL',
    ],
    [
      'a replica far behind',
      receivingNode({}, { behindBytes: 64 * 1_024 ** 2 }),
      'no: it has 64 MB to replay',
    ],
    [
      'a replica of another timeline',
      receivingNode({ timeline: 2 }),
      'no: it is on timeline 2, the primary on 1',
    ],
    [
      'a replica with fewer connections',
      receivingNode({ limits: { max_connections: 50 } }),
      'no: its max_connections is lower than the primary’s',
    ],
  ])('says why %s could not take over', (_, replica, why) => {
    const told = replicationOf(replicationFacts({ nodes: [sendingNode(), replica] }))
    expect(told.title).toBe('shop-1 is the primary of shop; no node could take over now.')
    expect(told.table?.rows[1]?.[3]).toBe(why)
    expect(told.offers).toEqual(
      replica.about.streams
        ? []
        : [{ label: 'Rebuild shop-2', command: 'replication reinit node=shop-2 cluster=shop' }],
    )
  })

  test('tells a lag in bytes and in time, by what was replayed', () => {
    const behind = receivingNode({}, { behindBytes: 2_048, behindSeconds: 9 })
    const lagOf = (sender: ReturnType<typeof sendingNode>) =>
      replicationOf(replicationFacts({ nodes: [sender, behind] })).table?.rows[1]?.[2]
    expect(lagOf(sendingNode())).toBe('2.0 kB, 3.0 ms')
    expect(lagOf(sendingNode({ sends: [] }))).toBe('2.0 kB, 9.0 s')
  })

  test('says first what is wrong: a node that does not answer, a slot that lost WAL', () => {
    const told = replicationOf(
      replicationFacts({
        nodes: [
          sendingNode({ slots: [slotOfReplica({ walStatus: 'lost', retainedBytes: null })] }),
          receivingNode(),
        ],
        unreachable: [silent],
      }),
    )
    expect(told.title).toBe('shop-3 (shop) does not answer. Check that it is up.')
    expect(told.lines?.slice(0, 2)).toEqual([
      'Slot shop_2 on shop-1 has lost WAL that its reader needs. Build the reader anew, and drop the slot.',
      'shop-1 is the primary of shop; shop-2 could take over.',
    ])
    expect(told.alarm).toBe(true)
    expect(told.table?.rows[2]).toEqual([
      'shop-3',
      'not known: it does not answer',
      'not known: it does not answer',
      'no: it does not answer',
      'not known: it does not answer',
    ])
  })

  test('offers to add a node that has no files yet, which is no alarm', () => {
    const told = replicationOf(replicationFacts({ unreachable: [silent], unbuilt: ['shop-3'] }))
    expect(told.title).toBe('shop-1 is the primary of shop; shop-2 could take over.')
    expect(told.alarm).toBe(false)
    expect(told.lines?.[0]).toBe('shop-3 has no files yet: it can be added as a replica.')
    expect(told.table?.rows[2]?.[3]).toBe('no: it has no files yet')
    expect(told.offers).toContainEqual({
      label: 'Add shop-3',
      command: 'replication add-replica node=shop-3 cluster=shop',
    })
  })

  test('says why a cell has no figure', () => {
    const cellsOf = (...nodes: Parameters<typeof replicationFacts>[0][]) =>
      replicationOf(replicationFacts(...nodes))
        .table?.rows.at(-1)
        ?.slice(1)
    const away = receivingNode(
      { timeline: null, upstream: null, ownSlot: null, application: null },
      { streams: false, behindBytes: null },
    )
    expect(cellsOf({ nodes: [sendingNode({ sends: [] }), away] })).toEqual([
      'replica, timeline not known: it receives no WAL',
      'not known, as nothing was replayed yet',
      'no: it receives no WAL',
      'nobody: it receives no WAL, not sent to by shop-1, no slot: WAL that it lacks may be removed',
    ])
    const shut = receivingNode({ timeline: null, upstream: null })
    const sends = [
      { application: 'shop_2', state: null, sync: null, replayMs: null, slot: 'shop_2' },
    ]
    expect(cellsOf({ nodes: [sendingNode({ sends }), shut] })).toEqual([
      'replica, timeline hidden without pg_monitor',
      'none',
      'yes',
      'hidden without pg_monitor, sync hidden without pg_monitor, shop_2',
    ])
    expect(cellsOf({ nodes: [receivingNode()] })?.at(-1)).toBe(
      '127.0.0.1:5432, sync not known: no primary answers, shop_2',
    )
  })

  test.each([
    [{ active: false }, {}, 'at 1.0 MB a second the disk is full in 6 h.'],
    [{ active: false }, { walFreeBytes: null }, 'the disk cannot be seen from here.'],
    [
      { active: false },
      { walPerSecond: 2 },
      'at 2 B a second the disk is full in more than 30 days.',
    ],
    [
      { active: false },
      { slotKeepsBytes: 10 * 1_024 ** 2 },
      'PostgreSQL gives it up over 10 MB (max_slot_wal_keep_size), in 7 s.',
    ],
  ])('tells how long the disk lasts beside a slot that is not in use', (slot, more, words) => {
    const told = replicationOf(
      replicationFacts({
        nodes: [sendingNode({ slots: [slotOfReplica(slot)], ...more }), receivingNode()],
      }),
    )
    expect(told.lines?.[0]).toBe(
      `Slot shop_2 on shop-1 (physical, NOT in use) keeps 3.0 MB of WAL; ${words}`,
    )
  })

  test('tells since when a slot is not used, and how long the disk lasts where a reader does not keep up', () => {
    const linesOf = (slot: Parameters<typeof slotOfReplica>[0]) =>
      replicationOf(
        replicationFacts({
          nodes: [sendingNode({ slots: [slotOfReplica(slot)] }), receivingNode()],
        }),
      ).lines?.[0]
    expect(linesOf({ active: false, idleSince: '2026-11-29T14:03:00+00:00' })).toContain(
      '(physical, NOT in use since 2026-11-29 14:03 UTC)',
    )
    expect(linesOf({ walStatus: 'extended' })).toBe(
      'Slot shop_2 on shop-1 (physical, in use) keeps 3.0 MB of WAL; at 1.0 MB a second the disk is full in 6 h.',
    )
  })

  test('tells cancelled queries, and for whom commits wait', () => {
    const told = replicationOf(
      replicationFacts({
        nodes: [
          sendingNode({ synchronous: 'ANY 1 (shop_2)', slots: [] }),
          receivingNode({ conflicts: 4 }),
        ],
      }),
    )
    expect(told.lines).toEqual([
      'Replay on shop-2 has cancelled 4 queries since its counters began.',
      'Commits on shop-1 wait for ANY 1 (shop_2).',
    ])
  })

  test('has nothing to tell of a clone', () => {
    expect(
      replicationOf(replicationFacts({ cloneOf: 'shop', cluster: 'shop-clone-1' })).title,
    ).toBe('shop-clone-1 is a clone of shop: it replicates from nobody, and nobody from it.')
  })

  test('offers to drop a slot that nobody uses and that keeps much, and no other', () => {
    const GB = 1_024 ** 3
    const idle = (more: Parameters<typeof slotOfReplica>[0]) =>
      slotOfReplica({ active: false, usedBy: null, retainedBytes: 5 * GB, ...more })
    const offered = (slots: readonly ReturnType<typeof slotOfReplica>[], more = {}) =>
      replicationOf(
        replicationFacts({
          nodes: [sendingNode({ slots, walPerSecond: 0, ...more }), receivingNode()],
        }),
      ).offers?.filter(({ label }) => label.startsWith('Drop'))
    expect(offered([idle({ name: 'old' })])).toEqual([
      {
        label: 'Drop Slot old',
        command: 'replication drop-slot slot=old node=shop-1 cluster=shop',
      },
    ])
    expect(offered([idle({ name: 'shop_2' }), idle({ name: 'copy', synced: true })])).toEqual([])
    expect(offered([slotOfReplica({ name: 'busy', retainedBytes: 5 * GB })])).toEqual([])
    const little = idle({ name: 'little', retainedBytes: 9 })
    expect(offered([little])).toEqual([])
    expect(offered([little], { walPerSecond: GB })).toHaveLength(1)
    expect(offered([idle({ name: 'lost', retainedBytes: null, walStatus: 'lost' })])).toHaveLength(
      1,
    )
  })
})
