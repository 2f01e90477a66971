/** The listed indexes, whatever a database holds and however tables are locked. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { allIndexes } from '#cluster/facts/index/indexes'
import { parseSql } from '#cluster/sql/parse'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { bytes } from '#text/figures'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    'create index users_id_idx on users (id)',
    'create table children (id int)',
    'create view seen as select * from users',
    'create table parted (id int) partition by range (id)',
    'create table parted_1 partition of parted for values from (0) to (10000)',
    'create index parted_id_idx on parted (id)',
    'insert into parted select i from generate_series(1, 5000) i',
  ],
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

const ask = async (text: string): Promise<Answer> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
  return reply
}

/** As read from all of pg_constraint, a read of seconds where there are thousands. */
const standingOn = `select indexrelid::text as oid,
    (select conname from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x')) as constraint,
    array(select format('%I on %s', conname, conrelid::regclass) from pg_constraint
          where conindid = indexrelid and contype = 'f' order by oid) as "foreignKeys"
  from pg_index join pg_class c on c.oid = indexrelid where c.relnamespace = 'public'::regnamespace`

describe('index list', () => {
  test('knows each constraint and foreign key that stands on an index', async () => {
    const fresh = await managed.freshDatabase()
    await managed.run(
      fresh,
      'create table persons (id int primary key, email text unique, room int, exclude using btree (room with =))',
      'create unique index persons_room_idx on persons (room)',
      'create table pets (owner int references persons, vet int references persons, mail text references persons (email))',
      'create table rooms (id int references persons (room))',
      'create table halves (id int primary key, twin int references halves) partition by range (id)',
      'create table halves_1 partition of halves for values from (0) to (100)',
      'create table thirds (half int references halves)',
      'reindex index concurrently persons_pkey',
    )
    const found = await allIndexes({
      read: <Row>(text: string, values?: readonly unknown[]) =>
        managed.query<Row & object>(fresh, text, values),
    })
    const wanted = await managed.query<{ oid: string; foreignKeys: string[] }>(fresh, standingOn)
    expect(wanted.flatMap(({ foreignKeys }) => foreignKeys).length).toBeGreaterThan(6)
    expect(
      found
        .map(({ oid, constraint, foreignKeys }) => ({ oid, constraint, foreignKeys }))
        .toSorted((one, other) => Number(one.oid) - Number(other.oid)),
    ).toEqual(wanted.toSorted((one, other) => Number(one.oid) - Number(other.oid)))
  })

  test('counts the parts of an index once', async () => {
    const { title, table } = await ask('index list')
    const [found] = await managed.query<{ size: number }>(
      database,
      `select sum(pg_relation_size(indexrelid))::float8 as size from pg_stat_user_indexes`,
    )
    expect(table?.rows.map(([name]) => name)).toEqual(
      expect.arrayContaining(['parted_id_idx', 'parted_1_id_idx']),
    )
    expect(title).toContain(`indexes, ${bytes(found?.size ?? 0)};`)
  })

  test('folds partitions of several levels under the table at the top', async () => {
    const fresh = await managed.freshDatabase()
    await managed.run(
      fresh,
      'create table logs (id int, kind int) partition by range (id)',
      'create table logs_1 partition of logs for values from (0) to (10)',
      'create table logs_2 partition of logs for values from (10) to (20) partition by list (kind)',
      'create table logs_2_a partition of logs_2 for values in (1)',
      'create table logs_2_b partition of logs_2 for values in (2)',
      'create index logs_id_idx on logs (id)',
      'create index logs_1_kind_idx on logs_1 (kind)',
      'create index logs_2_a_kind_idx on logs_2_a (kind)',
      'insert into logs values (1, 1), (11, 1)',
    )
    const { table } = await ask(`index list database=${fresh}`)
    expect(table?.rows.map(([name, , size, of]) => [name, of, size]).toSorted()).toEqual([
      ['logs_1_kind_idx and 1 more', 'public.logs, 2 partitions', '32 kB, largest 16 kB'],
      ['logs_id_idx', 'public.logs, 3 partitions', '40 kB, largest 16 kB'],
    ])
    expect(table?.whole).toHaveLength(7)
  })

  test('goes on beside a TRUNCATE, and says what it leaves out', async () => {
    const client = await managed.connect(database)
    onTestFinished(() => client.end())
    await client.query('begin')
    await client.query('truncate parted_1')
    const { table, lines } = await ask('index list')
    const names = table?.rows.map(([name]) => name)
    expect(names).toContain('users_id_idx')
    expect(names).not.toContain('parted_1_id_idx')
    expect(lines).toEqual([
      'Not listed are the indexes of public.parted, public.parted_1, exclusively locked right now. Ask again later.',
      expect.stringContaining('nothing is called unused before 30 days'),
    ])
    expect((await ask('index list users')).table?.rows).toHaveLength(1)
  })

  test('says when it is cut, and knows small tables and what is broken all the same', async () => {
    const large = await managed.freshDatabase()
    const client = await managed.connect(large)
    onTestFinished(() => client.end())
    await client.query('create table small (id int); create index small_id_idx on small (id)')
    await client.query('create table broken (id int)')
    await client.query('insert into broken values (1), (1)')
    await expect(
      client.query('create unique index concurrently broken_id_idx on broken (id)'),
    ).rejects.toThrow('could not create unique index')
    // Twenty each, in four transactions: tables with more get slow, and locks are not for ever.
    for (let place = 0; place < 4; place += 1)
      await client.query(`do $$ begin for t in 1..63 loop
        execute format('create table large_${place}_%s as select 1 as id', t);
        for i in 1..20 loop execute format('create index on large_${place}_%s (id)', t); end loop;
      end loop; end $$`)
    const { title, table, lines } = await ask(`index list database=${large}`)
    expect(title).toMatch(/^5,000 of 5,042 indexes, /)
    expect([table?.rows[0]?.[0], table?.rows[0]?.[1]]).toEqual(['broken_id_idx', 'invalid'])
    expect(table?.rows.map(([name]) => name)).not.toContain('small_id_idx')
    expect(lines).toEqual([
      'Invalid ones come first, then the largest: name a `table=` for others.',
      expect.stringContaining('nothing is called unused before 30 days'),
    ])
    const small = await ask(`index list small database=${large}`)
    expect(small.table?.rows.map(([name]) => name)).toEqual(['small_id_idx'])
    expect(small.lines).toHaveLength(1)
  })

  test('tells a view and a foreign table from a name that there is not', async () => {
    await managed.run(
      database,
      'create foreign data wrapper nowhere',
      'create server away foreign data wrapper nowhere',
      'create foreign table "Far off" (id int) server away',
    )
    for (const words of ['index list', 'index create columns=id table=']) {
      expect(await inProcess.say(`${words} Seen`.replace('= ', '='))).toMatchObject({
        because: 'public.seen is a view, which has no rows of its own to index.',
        instead: 'Name a table that the view reads.',
      })
      expect(await inProcess.say(`${words} public."Far off"`.replace('= ', '='))).toMatchObject({
        because: 'public."Far off" is a foreign table: its rows are elsewhere.',
      })
    }
  })

  test('tells a table without an index from one that there is not', async () => {
    expect((await ask('index list children')).title).toBe('public.children has no index.')
    expect((await ask('index list Users')).table?.rows).toHaveLength(1)
    expect(await inProcess.say('index list usrs')).toMatchObject({
      because: 'There is no table usrs.',
      instead: 'Did you mean `users`?',
    })
  })

  test('writes a file of one statement for each index, whatever the names hold', async () => {
    const fresh = await managed.freshDatabase()
    const name = (text: string) => `"${text.replaceAll('"', '""')}"`
    const hostile = [
      'a\n\\! touch x\n',
      'b"; drop table victims; --',
      "c'$$/*",
      'd\r\ndrop table e;',
    ]
    for (const one of hostile)
      await managed.run(
        fresh,
        `create table ${name(one)} (${name(one)} text)`,
        `create index ${name(`${one} i`)} on ${name(one)} ((${name(one)} || '\\'';drop table e;'))`,
      )
    const { file } = await ask(`index list database=${fresh}`)
    const parsed = parseSql(file?.text ?? '')
    expect(parsed.ok && parsed.statements.map(one => Object.keys(one))).toEqual(
      hostile.map(() => ['IndexStmt']),
    )
  })
})
