/** Sizes that plans tell, beside the sizes of the same indexes once they are built, on tables like those of the sample. */
import { describe, expect, test } from 'vitest'
import { lookAtRequested } from '#cluster/facts/index/requested'
import { tryIndex } from '#cluster/facts/index/trial'
import { indexCreate } from '#playbooks/index/create'
import { indexInput, textOf } from '#playbooks/index/create-input'
import { sizeOf } from '#playbooks/index/create-size'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({
  tables: [
    `create table users (id bigint, email text, name text, country char(2), active boolean, age int, score numeric, seen timestamptz)`,
    `insert into users select i, 'user' || i || '@example.com', 'Name ' || i % 5000, chr(65 + i % 20) || 'X', i % 10 = 0, i % 90,
       i / 7.0, '2026-01-01'::timestamptz + i * interval '1 minute' from generate_series(1, 60000) i`,
    `create table messages (id bigint, sender_id bigint, body text, key uuid, tags text[], data jsonb)`,
    `insert into messages select i, i % 6000, repeat(md5(i::text), 2), md5(i::text)::uuid, array['a', 'b' || i % 50],
       jsonb_build_object('k', i % 100, 'v', i) from generate_series(1, 60000) i`,
    `create function shout(t text) returns text language plpgsql immutable as 'begin return upper(t); end'`,
    'analyze users',
    'analyze messages',
  ],
})
// Statistics tell the width of values; without this right only the types do.
await howdah.managed.run('postgres', 'grant pg_read_all_data to howdah')
const { cluster } = openShop(howdah)

const estimated = async (wish: Readonly<Record<string, string>>) => {
  const input = indexInput.parse(wish)
  const view = await cluster.view()
  const facts = await lookAtRequested(view, textOf(input))
  if (facts.found !== 'one') throw new Error(facts.found)
  const tried = await tryIndex(view, textOf(input), facts)
  if (tried?.kind !== 'tried') throw new Error(JSON.stringify(tried))
  return sizeOf(input.method, tried, facts.table)
}

describe('the size in a plan', () => {
  test.each<[string, string, string, Readonly<Record<string, string>>]>([
    ['a key', 'users', 'id', {}],
    ['an integer of few values', 'users', 'age', {}],
    ['a flag', 'users', 'active', {}],
    ['a short code', 'users', 'country', {}],
    ['a text', 'users', 'email', {}],
    ['an expression', 'users', 'lower(email)', {}],
    ['two columns', 'users', 'country, seen', {}],
    ['a text beside a function of the database', 'users', 'email, shout(name)', {}],
    ['a time', 'users', 'seen', {}],
    ['a number, whose equal values may differ', 'users', 'score', {}],
    ['a tenth of the rows', 'users', 'email', { where: 'active' }],
    ['a foreign key', 'messages', 'sender_id', {}],
    ['a long text', 'messages', 'body', {}],
    ['half-filled pages', 'messages', 'id', { with: 'fillfactor=50' }],
    ['columns carried along', 'messages', 'sender_id', { include: 'id' }],
    ['a hash', 'messages', 'key', { method: 'hash' }],
  ])('is within twice the size of %s', async (_, table, columns, more) => {
    const { where, include, with: storage, method = 'btree' } = more
    const size = await estimated({ table, columns, ...more })
    await howdah.managed.run(
      howdah.database,
      `create index measured on ${table} using ${method} (${columns})${include ? ` include (${include})` : ''}${storage ? ` with (${storage})` : ''}${where ? ` where ${where}` : ''}`,
    )
    const [row] = await howdah.managed.query<{ bytes: number }>(
      howdah.database,
      `select pg_relation_size('measured')::float8 as bytes`,
    )
    await howdah.managed.run(howdah.database, 'drop index measured')
    const ratio = (size ?? 0) / (row?.bytes ?? 0)
    console.info(`${method} ${table} (${columns}): ${ratio.toFixed(2)}`)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  test.each([
    ['tags', 'of arrays'],
    ['data', 'of jsonb'],
    ['data jsonb_path_ops', 'of paths'],
    [`to_tsvector('english', body)`, 'of words'],
  ])('is not known for GIN (%s), and neither is the room', async columns => {
    const input = indexCreate.input.parse({ table: 'messages', columns, method: 'gin' })
    const made = await indexCreate.prepare(await cluster.view(), input)
    expect(made).toMatchObject({
      body: {
        estimates: expect.arrayContaining([
          { label: 'Size', value: expect.stringMatching(/^not known, on a table of /) },
        ]),
        notes: expect.arrayContaining([
          expect.stringContaining('The room on the disk was therefore not checked'),
        ]),
      },
    })
  })
})
