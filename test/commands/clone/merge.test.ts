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
  quotedName: quoted.split('.')[1] ?? '',
  owner: 'app',
  quotedOwner: 'app',
  strangers: [],
  triggers: false,
  columns: [column('id'), column('paid')],
  key: [],
  ...more,
})

const copy = { ...table('back.orders'), source: 'public.orders' }
const orders = table('public.orders', { key: [{ name: 'id', equals: 'OPERATOR(pg_catalog.=)' }] })
const asOwner =
  'Run it as app, or as a login that may act as app and nobody else, never as a superuser: code of its tables has the rights of that login.'
const asked = { schema: 'back', table: 'public.orders', cluster: 'shop' }

describe('clone merge', () => {
  test('compares, inserts what is missing and puts changed rows back, by the key', () => {
    expect(mergeSaid({ copy, into: [orders], others: [] }, asked)).toMatchObject({
      title:
        'This brings rows of back.orders back into public.orders. Howdah runs none of it: app does, by hand.',
      lines: [
        'Compare: `SELECT count(*) FILTER (WHERE now.id IS NULL) AS missing, count(*) FILTER (WHERE now.id IS NOT NULL AND ROW(now.paid::text) IS DISTINCT FROM ROW(old.paid::text)) AS changed FROM back.orders old LEFT JOIN public.orders now ON now.id OPERATOR(pg_catalog.=) old.id;`',
        'Insert what is missing: `INSERT INTO public.orders (id, paid) SELECT id, paid FROM back.orders ON CONFLICT (id) DO NOTHING;`',
        'Put changed rows back as they were: `UPDATE public.orders now SET paid = old.paid FROM back.orders old WHERE now.id OPERATOR(pg_catalog.=) old.id AND ROW(now.paid::text) IS DISTINCT FROM ROW(old.paid::text);`',
        asOwner,
        'Run it in a transaction, and commit once the counts are right. Undo of the export drops the copy afterwards.',
      ],
      file: {
        name: 'merge.sql',
        text: expect.stringMatching(/^BEGIN;\n\nSET LOCAL ROLE app;[^]*COMMIT;\n$/),
      },
    })
  })

  test('leaves out computed columns, says which are gone, and what writes set off', () => {
    const into = {
      ...orders,
      triggers: true,
      columns: [column('id', { always: true }), column('paid', { generated: true })],
    }
    const more = { ...copy, columns: [...copy.columns, column('note')] }
    const said = mergeSaid({ copy: more, into: [into], others: [] }, asked)
    expect(said).toMatchObject({
      lines: [
        expect.stringContaining('AS missing FROM'),
        expect.stringContaining('(id) OVERRIDING SYSTEM VALUE SELECT id FROM'),
        'public.orders has no column note any more: these values stay behind.',
        'Triggers and foreign keys of public.orders count, as for any write.',
        asOwner,
        expect.stringContaining('in a transaction'),
      ],
    })
  })

  test('takes a row as a whole without a key, and by eye where values have no equality', () => {
    const bare = table('public.orders')
    const json = { columns: [column('id'), column('doc', { equal: false })] }
    expect(mergeSaid({ copy, into: [bare], others: [] }, asked)).toMatchObject({
      lines: [
        expect.stringContaining('EXCEPT ALL'),
        'Insert each row that is not there: `INSERT INTO public.orders (id, paid) SELECT id, paid FROM back.orders EXCEPT ALL SELECT id, paid FROM public.orders;`',
        'Without a primary key a row that was changed counts as missing: look before you insert.',
        asOwner,
        expect.stringContaining('in a transaction'),
      ],
    })
    const odd = mergeSaid(
      { copy: { ...copy, ...json }, into: [{ ...bare, ...json }], others: [] },
      asked,
    )
    expect(odd).toMatchObject({
      lines: expect.arrayContaining([
        'public.orders has no key, and some values cannot be compared: choose the rows by eye.',
      ]),
    })
  })

  const gone = 'shop has no table public.orders to merge into: the copy itself can take its place.'

  test('offers the copy itself where the table is gone, with what the clone has beside the rows', () => {
    const behind = {
      clone: 'shop-clone-1',
      quoted: 'public.orders',
      schema: 'public',
      owner: 'app',
      others: ['billing.lines (billing)'],
      statements: [
        'ALTER TABLE public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id)',
        'CREATE INDEX orders_paid_idx ON public.orders USING btree (paid)',
      ],
      generated: ['twice'],
      partitioned: true,
      policies: true,
    }
    expect(mergeSaid({ copy, into: [], others: [] }, asked, behind)).toMatchObject({
      title: gone,
      lines: [
        'Move it: `ALTER TABLE back.orders SET SCHEMA public;`',
        'Then make its keys, indexes, defaults and triggers anew: the file has 2 statements for that, as shop-clone-1 has them. Howdah runs none of it: app does, by hand.',
        'public.orders was partitioned: what comes back is one plain table.',
        'Computed columns stay plain ones, with their values: twice.',
        'public.orders had row-level security: turn that on, with its policies, before anybody reads it.',
        'Foreign keys of other owners are not in the file, for them to make again: billing.lines (billing).',
        'Views and rules that a cascade took with the table are not in the file.',
        asOwner,
        'Save the file, and look at what shop-clone-1 still shows, before you end it: nothing else has these definitions.',
      ],
      file: {
        name: 'merge.sql',
        text: expect.stringMatching(
          /^BEGIN;\n\nSET LOCAL ROLE app;[^]*SET SCHEMA public;[^]*orders_pkey PRIMARY KEY[^]*CREATE INDEX[^]*COMMIT;\n$/,
        ),
      },
    })
    expect(
      mergeSaid({ copy, into: [], others: [] }, asked, { ...behind, statements: [] }),
    ).toMatchObject({
      lines: expect.arrayContaining([
        'public.orders had no key, index, default or trigger in shop-clone-1. Howdah runs none of it: app does, by hand.',
      ]),
    })
  })

  test('says what did not come along, where no clone is there to tell it', () => {
    const rest =
      '`clone merge back table=public.orders clone=NAME cluster=shop` writes them down from the clone, for as long as that is there. Howdah runs none of it.'
    expect(mergeSaid({ copy, into: [], others: [] }, asked)).toMatchObject({
      title: gone,
      lines: [
        'Move it, with your schema in the place of public: `ALTER TABLE back.orders SET SCHEMA public;`',
        `Indexes, keys, defaults, triggers and policies did not come along, and which clone has them is not known: ${rest}`,
      ],
    })
    expect(
      mergeSaid({ copy, into: [], others: [] }, { ...asked, clone: 'shop-old' }),
    ).toMatchObject({
      lines: [
        expect.anything(),
        `Indexes, keys, defaults, triggers and policies did not come along, and shop-old has no such table: ${rest}`,
      ],
    })
  })

  test('names the schemas of several tables, and refuses a schema that is no copy', () => {
    expect(mergeSaid({ copy, into: [orders, table('old.orders')], others: [] }, asked)).toEqual(
      refusal(
        'Several tables have that name: public.orders, old.orders.',
        'Name one with its schema: `clone merge back table=public.orders cluster=shop`.',
      ),
    )
    expect(mergeSaid({ copy: null, into: [], others: [] }, asked)).toEqual(
      refusal(
        'shop has no schema back that `clone export` made.',
        'Export a table of a clone first: its plan names the schema.',
        'clone export',
      ),
    )
  })

  test('writes no SQL over what belongs to two owners', () => {
    const other = { quoted: 'public.orders', owner: 'mallory' }
    const refused = refusal(
      'public.orders belongs to mallory, and the copy back.orders to app: whoever may act as both would run the code of one with the rights of the other.',
      'Give both to one owner first, or name a table of app with `table=`.',
    )
    expect(mergeSaid({ copy, into: [], others: [other] }, asked)).toEqual(refused)
    expect(mergeSaid({ copy, into: [orders], others: [other] }, asked)).toMatchObject({
      kind: 'answer',
    })
    const parted = { ...orders, strangers: ['mallory'] }
    expect(mergeSaid({ copy, into: [parted], others: [] }, asked)).toMatchObject({
      because: expect.stringContaining('A part of public.orders belongs to mallory'),
    })
  })

  test('takes no definition of a table that belonged to another owner', () => {
    const left = {
      clone: 'shop-1',
      quoted: 'evil.orders',
      schema: 'evil',
      owner: 'mallory',
      statements: ['SELECT evil.code()'],
      others: [],
      generated: [],
      partitioned: false,
      policies: false,
    }
    expect(mergeSaid({ copy, into: [], others: [] }, asked, left)).toMatchObject({
      kind: 'refusal',
      because: 'evil.orders belongs to mallory in shop-1, and the copy back.orders to app.',
    })
  })
})
