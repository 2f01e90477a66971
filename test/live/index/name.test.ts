import { describe, expect, test } from 'vitest'
import { partsOfDefinition } from '#cluster/sql/index-definition'
import { indexName } from '#cluster/sql/index-name'
import { testServer } from '#test/support/postgres'

const server = await testServer()
const database = await server.freshDatabase()
const long = 'a_table_with_a_name_that_is_nearly_as_long_as_a_name_may_be_ok'
await server.run(
  database,
  'create table t (a int, b text, "Mixed Case" text, c jsonb, d timestamptz)',
  `create table ${long} (a_column_with_quite_a_long_name_as_well int, b text)`,
  'create table "Täglich größer" ("Übermäßig langer Spaltenname für einen Index" text, b text)',
)

describe('indexName', () => {
  test.each([
    ['t', '(a)'],
    ['t', '(a, b)'],
    ['t', '(lower(b))'],
    ['t', '(lower(b), lower(b))'],
    ['t', '((a + 1))'],
    ['t', '((a + 1), (a + 2), a)'],
    ['t', '(coalesce(b, $$x$$), "Mixed Case")'],
    ['t', '((c ->> $$k$$))'],
    ['t', '((b::varchar(10)))'],
    ['t', '((a::text))'],
    ['t', '(a) include (b, "Mixed Case")'],
    ['t', '((case when a > 0 then b end))'],
    ['t', '(greatest(a, 1))'],
    ['t', '(b collate "C")'],
    ['t', '((d at time zone $$UTC$$))'],
    [long, '(a_column_with_quite_a_long_name_as_well)'],
    [long, '(a_column_with_quite_a_long_name_as_well, b)'],
    ['"Täglich größer"', '("Übermäßig langer Spaltenname für einen Index")'],
    ['"Täglich größer"', '("Übermäßig langer Spaltenname für einen Index", b)'],
  ])('is what PostgreSQL chooses for %s %s, twice', async (table, columns) => {
    const chosen = async (): Promise<string> => {
      await server.run(database, `create index on ${table} ${columns}`)
      const [row] = await server.query<{ name: string }>(
        database,
        'select relname as name from pg_class order by oid desc limit 1',
      )
      return row?.name ?? ''
    }
    const parts = partsOfDefinition(`create index on ${table} ${columns}`)
    if (!parts) throw new Error('not understood')
    const taken = async () =>
      new Set(
        (
          await server.query<{ name: string }>(database, 'select relname as name from pg_class')
        ).map(one => one.name),
      )
    const name = table.replaceAll('"', '')
    for (let time = 0; time < 2; time += 1) {
      const ours = indexName(name, parts, await taken())
      expect(ours).toBe(await chosen())
    }
  })
})
