import { describe, expect, test } from 'vitest'
import type { MergedColumn, MergedTable } from '#cluster/facts/clone/merging'
import { mergeSaid } from '#commands/clone/merge'
import { refusal } from '#model/refusal'

const column = (name: string, more: Partial<MergedColumn> = {}): MergedColumn => ({
  name,
  generated: false,
  always: false,
  equal: true,
  ...more,
})

const table = (quoted: string, more: Partial<MergedTable> = {}): MergedTable => ({
  quoted,
  owner: 'app',
  triggers: false,
  columns: [column('id'), column('paid')],
  key: [],
  ...more,
})

const copy = table('back.orders')
const orders = table('public.orders', { key: [{ name: 'id', equals: 'OPERATOR(pg_catalog.=)' }] })
const asked = { schema: 'back', table: 'public.orders', cluster: 'shop' }

describe('clone merge', () => {
  test('compares, inserts what is missing and puts changed rows back, by the key', () => {
    expect(mergeSaid({ copy, into: [orders] }, asked)).toMatchObject({
      title:
        'This brings rows of back.orders back into public.orders. Howdah runs none of it: app does, by hand.',
      lines: [
        'Compare: `SELECT count(*) FILTER (WHERE now.id IS NULL) AS missing, count(*) FILTER (WHERE now.id IS NOT NULL AND ROW(now.paid::text) IS DISTINCT FROM ROW(old.paid::text)) AS changed FROM back.orders old LEFT JOIN public.orders now ON now.id OPERATOR(pg_catalog.=) old.id;`',
        'Insert what is missing: `INSERT INTO public.orders (id, paid) SELECT id, paid FROM back.orders ON CONFLICT (id) DO NOTHING;`',
        'Put changed rows back as they were: `UPDATE public.orders now SET paid = old.paid FROM back.orders old WHERE now.id OPERATOR(pg_catalog.=) old.id AND ROW(now.paid::text) IS DISTINCT FROM ROW(old.paid::text);`',
        'Run it in a transaction, and commit once the counts are right. Undo of the export drops the copy afterwards.',
      ],
      file: { name: 'merge.sql', text: expect.stringMatching(/^BEGIN;[^]*COMMIT;\n$/) },
    })
  })

  test('leaves out computed columns, says which are gone, and what writes set off', () => {
    const into = {
      ...orders,
      triggers: true,
      columns: [column('id', { always: true }), column('paid', { generated: true })],
    }
    const more = { ...copy, columns: [...copy.columns, column('note')] }
    const said = mergeSaid({ copy: more, into: [into] }, asked)
    expect(said).toMatchObject({
      lines: [
        expect.stringContaining('AS missing FROM'),
        expect.stringContaining('(id) OVERRIDING SYSTEM VALUE SELECT id FROM'),
        'public.orders has no column note any more: these values stay behind.',
        'Triggers and foreign keys of public.orders count, as for any write.',
        expect.stringContaining('in a transaction'),
      ],
    })
  })

  test('takes a row as a whole without a key, and by eye where values have no equality', () => {
    const bare = table('public.orders')
    const json = { columns: [column('id'), column('doc', { equal: false })] }
    expect(mergeSaid({ copy, into: [bare] }, asked)).toMatchObject({
      lines: [
        expect.stringContaining('EXCEPT ALL'),
        'Insert each row that is not there: `INSERT INTO public.orders (id, paid) SELECT id, paid FROM back.orders EXCEPT ALL SELECT id, paid FROM public.orders;`',
        'Without a primary key a row that was changed counts as missing: look before you insert.',
        expect.stringContaining('in a transaction'),
      ],
    })
    const odd = mergeSaid({ copy: { ...copy, ...json }, into: [{ ...bare, ...json }] }, asked)
    expect(odd).toMatchObject({
      lines: expect.arrayContaining([
        'public.orders has no key, and some values cannot be compared: choose the rows by eye.',
      ]),
    })
  })

  test('offers the copy itself where the table is gone', () => {
    expect(mergeSaid({ copy, into: [] }, asked)).toMatchObject({
      title: 'shop has no table public.orders to merge into: the copy itself can take its place.',
      lines: [
        'Move it, with your schema in the place of public: `ALTER TABLE back.orders SET SCHEMA public;`',
        'Indexes, keys, defaults, triggers and policies did not come along: make them anew. Howdah runs none of it.',
      ],
    })
  })

  test('names the schemas of several tables, and refuses a schema that is no copy', () => {
    expect(mergeSaid({ copy, into: [orders, table('old.orders')] }, asked)).toEqual(
      refusal(
        'Several tables have that name: public.orders, old.orders.',
        'Name one with its schema: `clone merge back table=public.orders cluster=shop`.',
      ),
    )
    expect(mergeSaid({ copy: null, into: [] }, asked)).toEqual(
      refusal(
        'shop has no schema back that `clone export` made.',
        'Export a table of a clone first: its plan names the schema.',
        'clone export',
      ),
    )
  })
})
