/** The SQL of a merge, run by hand on a real server. */
import { describe, expect, test } from 'vitest'
import { leftBehind } from '#cluster/facts/clone/left-behind'
import { mergingOf } from '#cluster/facts/clone/merging'
import { cloneMerge, mergeSaid } from '#commands/clone/merge'
import type { MadeCopy } from '#model/record/made-copy'
import type { Answer } from '#model/reply'
import type { View } from '#model/view'
import { say } from '#test/support/commands/say'
import { testServer } from '#test/support/postgres'

const server = await testServer()
const database = 'postgres'
const columns = `("Id" bigint, paid numeric, "Note" text, doc json, twice numeric)`

const [{ owner } = { owner: '' }] = await server.query<{ owner: string }>(
  database,
  'select current_user::text as owner',
)
const made: MadeCopy[] = []

/** As the record has a copy. */
const isMade = (schema: string, table: string, source: string): void => {
  made.unshift({ schema, table, owner, source })
}

/** As `clone export` leaves a copy: plain columns, and the mark beside. */
const copied = async (schema: string, ...rows: readonly string[]): Promise<void> => {
  isMade(schema, '"Orders"', 'public."Orders"')
  await server.run(
    database,
    `create schema ${schema}`,
    `create table ${schema}."Orders" ${columns}`,
    ...rows.map(row => `insert into ${schema}."Orders" values ${row}`),
  )
}

const view = {
  cluster: { name: 'shop' },
  database,
  primary: { read: (text: string, values: unknown[]) => server.query(database, text, values) },
} as unknown as View

const asked = (line: string) =>
  say(cloneMerge, line, { view, engine: { copiesMade: async () => made } })

const merged = async (line: string): Promise<Answer> => {
  const said = await asked(line)
  if (said.kind !== 'answer') throw new Error(`${said.because} ${said.instead}`)
  return said
}

const rows = () =>
  server.query<object>(
    database,
    `select "Id"::int as id, paid::int, "Note" as note, doc::text, twice::int from "Orders" order by 1`,
  )

describe('clone merge', () => {
  test('brings back what is missing and what was changed, and leaves newer rows alone', async () => {
    await server.run(
      database,
      `create table "Orders" ("Id" bigint generated always as identity primary key, paid numeric, "Note" text,
         doc json, twice numeric generated always as (paid * 2) stored)`,
      `insert into "Orders" (paid, "Note", doc) values (1, 'same', '{"a":1}'), (0, null, '[]'), (3, 'newer', null)`,
    )
    await copied(
      'back',
      `(1, 1, 'same', '{"a":1}', 2), (2, 2, 'as it was', '[1]', 4), (9, 9, 'lost', null, 18)`,
    )
    const { file, lines } = await merged('clone merge back table=public."Orders"')
    const compare = /^Compare: `(.*)`$/.exec(lines?.[0] ?? '')?.[1] ?? ''
    expect(await server.query(database, compare)).toEqual([{ missing: '1', changed: '1' }])
    await server.run(database, file?.text ?? '')
    expect(await rows()).toEqual([
      { id: 1, paid: 1, note: 'same', doc: '{"a":1}', twice: 2 },
      { id: 2, paid: 2, note: 'as it was', doc: '[1]', twice: 4 },
      { id: 3, paid: 3, note: 'newer', doc: null, twice: 6 },
      { id: 9, paid: 9, note: 'lost', doc: null, twice: 18 },
    ])
    expect(await server.query(database, compare)).toEqual([{ missing: '0', changed: '0' }])
  })

  test('calls no operator that a stranger put into public, however well it fits', async () => {
    await server.run(
      database,
      'create table codes (code varchar primary key, note varchar)',
      `insert into codes values ('a', 'changed')`,
      'create schema kept',
      'create table kept.codes (code varchar, note varchar)',
      `insert into kept.codes values ('a', 'as it was'), ('b', 'lost')`,
      'create table public.called (what text)',
      `create function public.same(varchar, varchar) returns boolean language plpgsql as
         $$ begin insert into public.called values ('a function of a stranger'); return $1::text = $2::text; end $$`,
      'create operator public.= (leftarg = varchar, rightarg = varchar, function = public.same)',
    )
    isMade('kept', 'codes', 'public.codes')
    await server.run(database, (await merged('clone merge kept')).file?.text ?? '')
    expect(await server.query(database, 'select * from called')).toEqual([])
    expect(await server.query(database, 'select * from codes order by 1')).toEqual([
      { code: 'a', note: 'as it was' },
      { code: 'b', note: 'lost' },
    ])
  })

  test('knows its copy by the record alone, and the table that the rows came from', async () => {
    await copied('again', `(9, 1, null, null, 2)`)
    expect((await merged('clone merge again')).title).toContain(
      '"Orders" back into public."Orders"',
    )
    await server.run(
      database,
      'create schema other',
      'create table other."Orders" (id int)',
      'create table other.howdah_copy (run text)',
    )
    const said = await asked('clone merge other')
    expect(said).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining('no schema other'),
    })
  })

  test('makes a table that is gone anew from its copy, as the clone has it', async () => {
    const definitions = () =>
      server.query<{ told: string }>(
        database,
        `select format('%s %s', conname, pg_get_constraintdef(oid)) as told from pg_constraint
           where conrelid = to_regclass('sales.goods') and contype <> 'n' or confrelid = to_regclass('sales.goods')
         union all select pg_get_indexdef(indexrelid) from pg_index where indrelid = to_regclass('sales.goods')
         union all select format('%s %s %s', attname, attidentity, pg_get_expr(adbin, adrelid)) from pg_attribute
           left join pg_attrdef on adrelid = attrelid and adnum = attnum
           where attrelid = to_regclass('sales.goods') and attnum > 0
         union all select pg_get_triggerdef(oid) from pg_trigger
           where tgrelid = to_regclass('sales.goods') and not tgisinternal order by 1`,
      )
    await server.run(
      database,
      'create schema sales',
      `create table sales.goods (id bigint generated by default as identity (increment by 5) primary key, "No" serial,
         name text default 'it''s' not null unique, price numeric check (price > 0), made timestamptz default now())`,
      'create index goods_price_idx on sales.goods (price desc) where price > 9',
      'create table sales.lines (good bigint references sales.goods (id) on delete cascade)',
      'create trigger goods_touch before update on sales.goods for each row execute function suppress_redundant_updates_trigger()',
      `insert into sales.goods (name, price) values ('a', 1), ('b', 2)`,
    )
    const before = await definitions()
    // The same server stands for the clone, before the drop.
    const reader = view.primary
    const rows = 'create table kept_goods.goods as select * from sales.goods'
    await server.run(
      database,
      'create schema kept_goods',
      rows,
      'alter table kept_goods.goods alter id set not null, alter "No" set not null, alter name set not null',
    )
    const seen = await leftBehind(
      { database, clones: { names: ['shop-1'], view: async () => ({ primary: reader }) as View } },
      { table: 'sales.goods' },
    )
    await server.run(database, 'drop table sales.goods cascade')
    isMade('kept_goods', 'goods', 'sales.goods')
    const merging = await mergingOf(reader, made, { schema: 'kept_goods', table: 'sales.goods' })
    const said = mergeSaid(merging, { schema: 'kept_goods', cluster: 'shop' }, seen)
    await server.run(database, said.kind === 'answer' ? (said.file?.text ?? '') : '')
    expect(await definitions()).toEqual(before)
    await server.run(database, `insert into sales.goods (name, price) values ('c', 3)`)
    expect(
      await server.query(database, `select id::int, "No" from sales.goods where name = 'c'`),
    ).toEqual([{ id: 11, No: 3 }])
  })

  test('writes nothing over what a stranger put in the place of the copy or of the table', async () => {
    await server.run(
      database,
      'create role mallory',
      'create schema planted authorization mallory',
      'create table planted.bills (id int primary key)',
      'alter table planted.bills owner to mallory',
      'create table bills (id int primary key)',
    )
    isMade('planted', 'bills', 'public.bills')
    expect(await asked('clone merge planted')).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining('no schema planted'),
    })
    await server.run(
      database,
      'create schema bills_copy',
      'create table bills_copy.bills (id int)',
      'alter table bills owner to mallory',
    )
    isMade('bills_copy', 'bills', 'public.bills')
    expect(await asked('clone merge bills_copy')).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining('public.bills belongs to mallory'),
    })
  })

  test('runs as the owner, who may do no more than before', async () => {
    await server.run(
      database,
      'create role app',
      'create schema notes_copy authorization app',
      'create table notes_copy.notes (id int)',
      'insert into notes_copy.notes values (7)',
      'create table notes (id int primary key, by text default current_user)',
      'alter table notes owner to app',
      'alter table notes_copy.notes owner to app',
    )
    made.unshift({ schema: 'notes_copy', table: 'notes', owner: 'app', source: 'public.notes' })
    await server.run(database, (await merged('clone merge notes_copy')).file?.text ?? '')
    expect(await server.query(database, 'select * from notes')).toEqual([{ id: 7, by: 'app' }])
  })
})
