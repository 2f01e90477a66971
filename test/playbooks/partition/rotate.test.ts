import { describe, expect, test } from 'vitest'
import type { Rotation } from '#cluster/facts/partition/rotation'
import { partitionRotate } from '#playbooks/partition/rotate'
import { part, setHead } from '#test/support/facts/partition-set'
import { askedBy, planned, valueOf } from '#test/support/facts/planned'
import { plain, rotation } from '#test/support/facts/rotation'

const asked = { table: 'events', ahead: 4, hold: '7 days' }
const keeping = { ...asked, keep: '12 months' }
const planOf = (more: Partial<Rotation> = {}, input: typeof asked = asked) =>
  planned(partitionRotate, input, rotation(more))
const refuse = (more: Partial<Rotation>, input = asked) =>
  partitionRotate.refuse(input, rotation(more))

const shared = { table: 'public.events', mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' }
const exclusive = { mode: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' }

describe('partition.rotate', () => {
  test('says who it is, and asks for a table, and for how long', () => {
    expect(partitionRotate).toMatchObject({ version: 1, first: 'table', risk: 'change' })
    expect(askedBy(partitionRotate).map(([key]) => key)).toEqual([
      'table',
      'ahead',
      'keep',
      'hold',
      'every',
    ])
    expect(partitionRotate.input.parse({ table: 'events', ahead: '6' })).toEqual({
      table: 'events',
      ahead: 6,
      hold: '7 days',
    })
    expect(partitionRotate.input.safeParse({ table: 'events', keep: 'long' }).success).toBe(false)
  })

  test('plans exactly these steps', () => {
    const on = { node: 'shop-1', database: 'shop', duty: 'ddl', role: 'app' }
    const plan = planOf({ dress: { ...plain, statements: [['GRANT SELECT …']] } })
    expect(plan.headline).toBe('Make 1 partition (2027-01-01 to 2027-02-01) of public.events')
    expect(plan.steps).toMatchObject([
      {
        title: 'Make public.events_2027_01 for 2027-01-01 to 2027-02-01',
        action: {
          ...on,
          kind: 'transaction',
          locks: [],
          statements: [
            'CREATE TABLE public.events_2027_01 (LIKE public.events INCLUDING ALL EXCLUDING IDENTITY EXCLUDING STATISTICS) TABLESPACE pg_default',
            'GRANT SELECT …',
          ],
          state: { values: ['public', 'events_2027_01'] },
        },
        effects: [{ change: 'create', object: 'public.events_2027_01', lock: null }],
        undo: {
          action: {
            kind: 'transaction',
            locks: [{ table: 'public.events_2027_01', mode: 'ACCESS EXCLUSIVE' }],
            statements: [
              'ALTER TABLE public.events_2027_01 ADD CONSTRAINT holds_no_row CHECK (false)',
              'DROP TABLE public.events_2027_01',
            ],
          },
          effects: [{ change: 'remove' }],
        },
      },
      {
        title: 'Attach public.events_2027_01 to public.events',
        action: {
          ...on,
          kind: 'sql',
          statement: `ALTER TABLE public.events ATTACH PARTITION public.events_2027_01 FOR VALUES FROM ('2027-01-01') TO ('2027-02-01')`,
          state: { values: ['100', 'public', 'events_2027_01'] },
          repair: 'ALTER TABLE public.events DETACH PARTITION public.events_2027_01 FINALIZE',
          locking: 'patient',
        },
        effects: [{ change: 'attach', lock: shared }],
        undo: {
          action: {
            statement:
              'ALTER TABLE public.events DETACH PARTITION public.events_2027_01 CONCURRENTLY',
            tidy: 'ALTER TABLE public.events DETACH PARTITION public.events_2027_01 FINALIZE',
          },
          effects: [{ change: 'detach', lock: shared }],
        },
      },
    ])
    expect(plan.claims).toEqual([
      { on: 'relation', key: 'shop/100', label: 'public.events', mode: 'exclusive' },
    ])
    expect(plan.estimates).toEqual([
      {
        label: 'Locks',
        value: 'reads and writes of public.events continue; schema changes wait',
      },
      { label: 'Step', value: 'monthly' },
      { label: 'Runway', value: '33 days now, 64 days afterwards' },
      { label: 'Undo', value: 'what is still empty is detached and dropped' },
    ])
    expect(plan.notes).toEqual([])
  })

  test('takes both locks at the same instant where there is a default partition', () => {
    const set = setHead({ defaultPart: 'public.events_default' })
    const locks = [
      { table: 'ONLY public.events', mode: 'SHARE UPDATE EXCLUSIVE' },
      { table: 'public.events_default', mode: 'ACCESS EXCLUSIVE' },
    ]
    const plan = planOf({ set })
    expect(plan.steps[1]).toMatchObject({
      action: { kind: 'transaction', locks },
      effects: [{ lock: shared }, { lock: { table: 'public.events_default', ...exclusive } }],
      undo: { effects: [{ lock: { table: 'public.events', ...exclusive } }] },
    })
    expect(valueOf(plan, 'Locks')).toContain(
      'reads and writes of public.events_default stop for a moment at each attachment',
    )
  })

  test('finishes what was interrupted first, and detaches what is old last', () => {
    const old = part('2025-01')
    const half = part('2024-12', { pending: true, lo: null, loText: null })
    const facts = { parts: [half, old, part('2026-12')], missing: [], expired: [old] }
    const plan = planOf(facts, keeping)
    expect(plan.headline).toBe(
      'Finish an interrupted detachment, detach 1 old partition of public.events',
    )
    expect(plan.steps).toMatchObject([
      {
        action: {
          statement: 'ALTER TABLE public.events DETACH PARTITION public.events_2024_12 FINALIZE',
        },
        undo: null,
      },
      {
        action: {
          statement:
            'ALTER TABLE public.events DETACH PARTITION public.events_2025_01 CONCURRENTLY',
          state: { values: ['100', '20251'] },
          tidy: 'ALTER TABLE public.events DETACH PARTITION public.events_2025_01 FINALIZE',
        },
        undo: {
          action: {
            statement: `ALTER TABLE public.events ATTACH PARTITION public.events_2025_01 FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')`,
          },
        },
      },
    ])
    expect(valueOf(plan, 'Detached')).toBe(
      '1, 16 kB: kept for 7 days as a table of its own, then `partition drop` may take it',
    )
  })

  test('says what a new partition does not get, who is subscribed, and who is in the way', () => {
    const old = part('2025-01')
    const plan = planOf(
      {
        version: 16,
        hasIdentity: true,
        dress: { ...plain, alone: ['index events_2026_12_note_idx'] },
        publications: [
          { name: 'all', viaRoot: false, slots: ['reports'] },
          { name: 'root', viaRoot: true, slots: [] },
        ],
        expired: [old],
        vacuums: [{ pid: 7, table: old.quoted, auto: true, wraparound: true }],
        waitsFor: ['pid 9 on shop-1'],
      },
      keeping,
    )
    expect(plan.notes).toEqual([
      'public.events_2026_12 has on its own, and the new ones do not get: index events_2026_12_note_idx.',
      'An INSERT straight into a new partition must give the identity column; through public.events it need not.',
      'Publication all sends changes by partition: make the same partitions on the subscribers (reports) first, run this, then there `ALTER SUBSCRIPTION … REFRESH PUBLICATION` before the first row comes. Without the table there, replication stops.',
      'Publication all sends no later change of a detached partition; the subscribers (reports) keep their copy until they detach it too.',
      'Publication root sends changes as those of public.events: make the same partitions on whoever subscribes first, or replication stops at the first row.',
      'Publication root sends no later change of a detached partition; whoever subscribes keep their copy until they detach it too.',
      'Autovacuum (pid 7) works on public.events_2025_01, and the detachment waits for it. It prevents wraparound and gives way to nobody: wait for its end.',
      'A detachment waits for pid 9 on shop-1.',
    ])
  })

  test('detaches under short locks where there is a default partition, and says what an undo reads', () => {
    const old = part('2025-01')
    const set = setHead({ defaultPart: 'public.events_default' })
    const facts = {
      set,
      expired: [old],
      missing: [],
      vacuums: [{ pid: 7, table: old.quoted, auto: true, wraparound: false }],
    }
    const plan = planOf(facts, keeping)
    const whole = ['ONLY public.events', 'public.events_default', 'public.events_2025_01'].map(
      table => ({ table, mode: 'ACCESS EXCLUSIVE' }),
    )
    expect(plan.steps).toMatchObject([
      {
        title: 'Detach public.events_2025_01',
        action: {
          kind: 'transaction',
          locks: whole,
          statements: ['ALTER TABLE public.events DETACH PARTITION public.events_2025_01'],
          state: { values: ['100', '20251'] },
        },
        effects: [{ change: 'detach', lock: { table: 'public.events', ...exclusive } }],
        undo: {
          action: { kind: 'transaction' },
          effects: [{ lock: shared }, { lock: { table: 'public.events_default', ...exclusive } }],
        },
      },
    ])
    expect(valueOf(plan, 'Locks')).toBe(
      'reads and writes of public.events stop for a moment at each detachment, since it has a default partition; schema changes wait; reads and writes of public.events_default stop for a moment at each attachment; a detachment tries until no transaction uses public.events',
    )
    expect(valueOf(plan, 'Undo')).toBe(
      'what was detached is attached again; reads and writes of public.events_default wait while PostgreSQL reads 8.0 kB for that',
    )
    expect(plan.notes).toEqual([
      'Autovacuum (pid 7) works on public.events_2025_01, and the short lock of a detachment does not get past that. Wait for its end, or end it with `session cancel 7`.',
    ])
  })

  test('makes partitions all the same where none can be detached, and says why', () => {
    const facts = { referredBy: ['public.visits'], expired: [part('2025-01')] }
    const plan = planOf(facts, keeping)
    expect(plan.steps.map(({ title }) => title)).not.toContain('Detach public.events_2025_01')
    expect(plan.notes[0]).toMatch(/^Nothing is detached: Foreign keys of public\.visits refer to/)
    expect(refuse({ ...facts, missing: [] }, keeping)).toMatchObject({ kind: 'refusal' })
  })

  test('has worked once no detachment is pending, and tells what EXPLAIN says', () => {
    expect(partitionRotate.verify(asked, rotation())).toBeUndefined()
    const set = setHead({ pending: ['public.events_2025_01'] })
    expect(partitionRotate.verify(asked, rotation({ set }))).toBe(
      'The detachment of public.events_2025_01 is not finished.',
    )
    expect(partitionRotate.found?.(asked, rotation({ reads: ['events_2026_12'] }), [])).toBe(
      'public.events has 2 partitions; the newest is public.events_2026_12. By EXPLAIN a query for a key in its range reads it alone.',
    )
    expect(partitionRotate.found?.(asked, rotation({ reads: ['a', 'b'] }), [])).toContain(
      'reads 2 tables.',
    )
  })
})
