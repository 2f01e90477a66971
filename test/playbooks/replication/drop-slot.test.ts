import { describe, expect, test } from 'vitest'
import type { SlotFacts } from '#cluster/facts/replication/slots'
import { dropSlotInput, replicationDropSlot } from '#playbooks/replication/drop-slot'
import { planned, valueOf } from '#test/support/facts/planned'
import {
  receivingNode,
  replicationFacts,
  sendingNode,
  slotOfReplica,
} from '#test/support/facts/replication'

const asked = dropSlotInput.parse({ slot: 'old' })
const idle = slotOfReplica({
  name: 'old',
  active: false,
  usedBy: null,
  retainedBytes: 5 * 1_024 ** 3,
})

const slotFacts = (more: Partial<SlotFacts> = {}): SlotFacts => ({
  ...replicationFacts({
    nodes: [sendingNode({ slots: [slotOfReplica(), idle] }), receivingNode()],
  }),
  provider: 'self-managed',
  database: 'app',
  lacks: [],
  ...more,
})

const withSlot = (more: Partial<typeof idle>): SlotFacts =>
  slotFacts({ nodes: [sendingNode({ slots: [{ ...idle, ...more }] }), receivingNode()] })

describe('replication.drop-slot', () => {
  test.each<readonly [string, SlotFacts, string, string]>([
    [
      'a clone',
      slotFacts({ cloneOf: 'shop', cluster: 'shop-clone-1' }),
      'shop-clone-1 is a clone and has no slots.',
      'Name shop.',
    ],
    [
      'a slot of Patroni',
      slotFacts({ provider: 'patroni' }),
      'Patroni makes and drops the slots of this cluster, and would make a slot of its own again.',
      'Take the slot out of `slots` by `patronictl edit-config`, or the member out of the cluster.',
    ],
    [
      'a slot of an operator',
      slotFacts({ provider: 'cloudnativepg' }),
      'The operator makes and drops the slots of this cluster.',
      'Change `replicationSlots` of the Cluster.',
    ],
    [
      'a cluster without a login for it',
      slotFacts({ lacks: null }),
      'This cluster has no login for ha: the inventory has no `credentials.ha`.',
      'Add `credentials.ha`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'a login without the right',
      slotFacts({ lacks: ['ALTER ROLE mover REPLICATION'] }),
      'The login for ha may not drop slots.',
      'Let a superuser run: `ALTER ROLE mover REPLICATION`.',
    ],
    [
      'a slot in use, and names who reads by it',
      withSlot({ active: true, usedBy: 'pid 4711 (reports)' }),
      'Slot old on shop-1 is in use: pid 4711 (reports) reads by it.',
      'Stop that reader first, for good, then ask again.',
    ],
    [
      'a slot that a replica asks for, though it is away for a moment',
      slotFacts({ nodes: [sendingNode({ slots: [idle] }), receivingNode({ ownSlot: 'old' })] }),
      'shop-2 asks for slot old, and could receive no WAL without it.',
      'Give shop-2 another `primary_slot_name` first, or take it out of the cluster.',
    ],
    [
      'a copy that a replica keeps',
      withSlot({ synced: true, type: 'logical' }),
      'Slot old on shop-1 is a copy, which shop-1 keeps like the slot of the primary.',
      'Drop the slot of the primary: the copy goes with it.',
    ],
    [
      'a slot that two nodes have',
      slotFacts({ nodes: [sendingNode({ slots: [idle] }), receivingNode({ slots: [idle] })] }),
      'shop-1 and shop-2 have a slot old each.',
      'Say which by `node=`.',
    ],
    [
      'a name that is nearly a slot’s',
      withSlot({ name: 'olds' }),
      'shop-1 and shop-2 have no slot old.',
      'Did you mean `olds`?',
    ],
    [
      'any name where there are no slots',
      slotFacts({ nodes: [sendingNode({ slots: [] })] }),
      'shop-1 has no slot old.',
      'Nothing is needed: there are no slots.',
    ],
  ])('refuses %s', (_, facts, because, instead) => {
    expect(replicationDropSlot.refuse(asked, facts)).toMatchObject({ because, instead })
  })

  test('refuses a node that nobody knows, and one that does not answer', () => {
    const silent = { name: 'shop-3', because: 'shop-3 is silent.', instead: 'Start it.' }
    const refused = (node: string, more: Partial<SlotFacts> = {}) =>
      replicationDropSlot.refuse(dropSlotInput.parse({ slot: 'old', node }), slotFacts(more))
    expect(refused('shop-9')).toMatchObject({ because: 'shop has no node shop-9.' })
    expect(refused('shop-3', { unreachable: [silent] })).toMatchObject({
      because: silent.because,
      instead: silent.instead,
    })
  })

  test('says what the slot keeps and when the disk is full, and makes a physical one again by its undo', () => {
    const plan = planned(replicationDropSlot, asked, slotFacts())
    expect(plan.headline).toBe(
      'Drop physical replication slot old on shop-1, which keeps 5.0 GB of WAL',
    )
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Keeps: 5.0 GB of WAL (from 0/3000000 on); at 1.0 MB a second the disk is full in 6 h',
      'In use: no; since when is not known',
      'Frees: what no other slot, replica or archive needs of that WAL, with the next checkpoints of shop-1',
      'Undo: makes the slot again, which then keeps WAL from that moment on: WAL that was removed is not brought back',
    ])
    expect(plan.notes).toEqual([
      'A replica that reads by it can come back only where an archive still has the WAL.',
    ])
    expect(plan.risk).toBeUndefined()
    expect(plan.steps).toMatchObject([
      {
        action: { node: 'shop-1', duty: 'ha', values: ['old', '0/3000000'] },
        undo: { action: { statement: 'select pg_create_physical_replication_slot($1, true)' } },
      },
    ])
  })

  test('cannot take back the drop of a logical slot, and says who has to begin anew', () => {
    const plan = planned(
      replicationDropSlot,
      asked,
      slotFacts({
        ...withSlot({
          type: 'logical',
          database: 'app',
          walStatus: 'lost',
          retainedBytes: null,
          restartLsn: null,
          idleSince: '2026-11-29T02:07:01.5+00:00',
          heldTransactions: 12_000,
        }),
        unreachable: [{ name: 'shop-3', because: '', instead: '' }],
      }),
    )
    expect(plan.risk).toBe('irreversible')
    expect(plan.steps[0]?.undo).toBeNull()
    expect(valueOf(plan, 'Keeps')).toContain('nothing any more: its WAL is lost')
    expect(valueOf(plan, 'In use')).toBe('no, since 2026-11-29 02:07 UTC')
    expect(valueOf(plan, 'Undo')).toBe(
      'none: where its subscriber in database app had come to is gone with it',
    )
    expect(plan.notes).toEqual([
      'shop-3 does not answer, and may be the one that reads by this slot: it has to be built anew then.',
      'Its subscriber has to be set up anew, with a copy of its tables. Where a subscription still names the slot, drop that subscription instead: it drops the slot too.',
      'The slot also has VACUUM keep row versions of the last 12,000 transactions on shop-1.',
    ])
  })

  test('worked where its node has no such slot any more', () => {
    const { steps } = planned(replicationDropSlot, asked, slotFacts())
    const now = (facts: SlotFacts) => replicationDropSlot.verify(asked, facts, steps)
    expect(now(slotFacts())).toBe('Slot old is still on shop-1.')
    expect(now(withSlot({ name: 'other' }))).toBeUndefined()
  })
})
