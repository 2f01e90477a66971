import { describe, expect, test } from 'vitest'
import type { DefaultRows } from '#cluster/facts/partition/default-rows'
import type { Rotation } from '#cluster/facts/partition/rotation'
import { kindOf } from '#model/action'
import { partitionRotate } from '#playbooks/partition/rotate'
import { setHead } from '#test/support/facts/partition-set'
import { planned, valueOf } from '#test/support/facts/planned'
import { rotation } from '#test/support/facts/rotation'

const asked = { table: 'events', ahead: 4, hold: '7 days' }
const set = setHead({ defaultPart: 'public.events_default' })
const rows = (more: Partial<DefaultRows> = {}): DefaultRows => ({
  quoted: 'public.events_default',
  heapBytes: 8_192,
  columns: ['id', 'day'],
  key: [
    { column: 'id', type: 'bigint' },
    { column: 'day', type: 'date' },
  ],
  forced: false,
  counts: [10],
  ...more,
})
const facts = (defaults: Partial<DefaultRows>, more: Partial<Rotation> = {}) =>
  rotation({ set, defaults: rows(defaults), ...more })
const planOf = (defaults: Partial<DefaultRows>) => planned(partitionRotate, asked, facts(defaults))
const range = `day OPERATOR(pg_catalog.>=) '2027-01-01'::date AND day OPERATOR(pg_catalog.<) '2027-02-01'::date`
const move = `INSERT INTO public.events_2027_01 (id, day) OVERRIDING SYSTEM VALUE SELECT id, day FROM moved`

describe('partition.rotate with rows in the default partition', () => {
  test('moves few of them in the transaction that attaches', () => {
    const plan = planOf({})
    expect(plan.steps).toHaveLength(2)
    expect(plan.steps[1]?.action).toMatchObject({
      kind: 'transaction',
      statements: [
        `WITH moved AS (DELETE FROM ONLY public.events_default WHERE ${range} RETURNING id, day) ${move}`,
        `ALTER TABLE public.events ATTACH PARTITION public.events_2027_01 FOR VALUES FROM ('2027-01-01') TO ('2027-02-01')`,
      ],
    })
    expect(plan.steps[1]?.undo?.action).toMatchObject({
      statements: ['ALTER TABLE public.events DETACH PARTITION public.events_2027_01'],
    })
    expect(plan.steps[0]?.undo).toMatchObject({
      title: 'Move what is in public.events_2027_01 back, and drop it',
      action: {
        statements: [
          'WITH moved AS (DELETE FROM ONLY public.events_2027_01 WHERE true RETURNING id, day) INSERT INTO public.events_default (id, day) OVERRIDING SYSTEM VALUE SELECT id, day FROM moved',
          'ALTER TABLE public.events_2027_01 ADD CONSTRAINT holds_no_row CHECK (false)',
          'DROP TABLE public.events_2027_01',
        ],
      },
    })
    expect(valueOf(plan, 'Moved')).toBe('10 rows or more, out of public.events_default')
    expect(plan.notes).toEqual([])
  })

  test('moves many in batches that hold, before the rest', () => {
    const plan = planOf({ counts: [2_001], heapBytes: 100 * 1_048_576 })
    const [, step] = plan.steps
    expect(step).toMatchObject({
      title: 'Move rows of public.events_default to public.events_2027_01',
      halts: 'hold',
      action: {
        kind: 'batches',
        table: 'public.events_default',
        statement: `WITH moved AS (DELETE FROM ONLY public.events_default WHERE (id, day) OPERATOR(pg_catalog.>=) ($1::bigint, $2::date) AND (id, day) OPERATOR(pg_catalog.<=) ($3::bigint, $4::date) AND ${range} RETURNING id, day) ${move}`,
      },
      effects: [{ change: 'move', lock: { mode: 'ROW EXCLUSIVE', blocks: 'nothing' } }],
      undo: { action: { kind: 'batches', table: 'public.events_2027_01' } },
    })
    for (const { action, undo } of plan.steps)
      for (const one of [action, ...(undo ? [undo.action] : [])])
        expect(kindOf(one).schema.safeParse(one).success).toBe(true)
    expect(plan.notes).toEqual([
      'Rows that are moved are not seen through public.events until their partition is attached, some moments after the last batch.',
      'At each attachment PostgreSQL reads all of public.events_default (100 MB), whose reads and writes wait meanwhile.',
    ])
  })

  test('says that nobody knows where the login may not read it, or code would run', () => {
    expect(planOf({ counts: null }).notes).toEqual([
      'Whether public.events_default has rows of the new ranges is not known: the login that observes may not read it, or reading would call a function of the database. If there are any, the attachment fails and the run is undone.',
    ])
  })

  test.each<[string, Partial<DefaultRows>, Partial<Rotation>, string]>([
    ['foreign keys', {}, { referredBy: ['public.likes'] }, 'foreign keys of public.likes refer to'],
    [
      'subscribers',
      {},
      { publications: [{ name: 'all', viaRoot: false, slots: [] }] },
      'publication all would send their removal',
    ],
    ['row security', { forced: true }, {}, 'row security of public.events_default holds'],
    ['no primary key', { key: [], counts: [2_001] }, {}, 'has no primary key'],
  ])('refuses a move that %s would break', (_, defaults, more, because) => {
    expect(partitionRotate.refuse(asked, facts(defaults, more))).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining(because),
    })
    // Without rows to move nothing is in the way.
    expect(partitionRotate.refuse(asked, facts({ ...defaults, counts: [0] }, more))).toMatchObject({
      found: 'rotation',
    })
  })
})
