import { describe, expect, test } from 'vitest'
import { suggestIndex } from '#cluster/sql/suggest-index'

const suggested = (text: string): string => {
  const wish = suggestIndex(text)
  if (!wish) return 'nothing'
  const where = wish.where === null ? '' : ` where ${wish.where}`
  const table = wish.schema === null ? wish.table : `${wish.schema}.${wish.table}`
  return `${table} ${wish.method} (${wish.columns})${where}`
}

describe('suggestIndex', () => {
  test.each([
    [
      'select id from users where lower(email) = $1 and active',
      'users btree (lower(email)) where active',
    ],
    [
      'select 1 from orders where customer = $1 and placed_at > $2',
      'orders btree (customer, placed_at)',
    ],
    [
      'select count(*) from messages where sent_at between $1 and $1::timestamptz + $2',
      'messages btree (sent_at)',
    ],
    ['select 1 from profiles where data @> $1 limit 50', 'profiles gin (data)'],
    [
      'select name from places order by location <-> point($1, $2) limit 5',
      'places gist (location)',
    ],
    // An order without an end reads each row anyway.
    ['select name from places order by location <-> point($1, $2)', 'nothing'],
    ['select name from places order by name', 'nothing'],
    ['select * from tenant_a.invoices where customer = $1', 'tenant_a.invoices btree (customer)'],
    ['select 1 from a where x = any($1)', 'a btree (x)'],
    ['select 1 from a where x in ($1, $2) and y = $3', 'a btree (x, y)'],
    ['select 1 from a where $1 = any(tags)', 'nothing'],
    ['select 1 from a where x = all($1)', 'nothing'],
    ['select 1 from a where x is distinct from $1', 'nothing'],
    ['select 1 from a where x is not distinct from $1', 'nothing'],
    ['select 1 from a where $1 = any(tags) and x = $2', 'a btree (x)'],
    ['select * from a, b where a.id = $1', 'nothing'],
    ['select * from a where x = y', 'nothing'],
    ['select * from a where x = $1 or y = $2', 'nothing'],
    ['update a set x = $1', 'nothing'],
    ['not sql at all', 'nothing'],
    ['select 1 from "Odd Names" where x = $1', 'Odd Names btree (x)'],
    // The offer is a command: a name must not add to it.
    ['select 1 from "a columns=b cluster=c" where x = $1', 'nothing'],
    ['select 1 from "s cluster=c".a where x = $1', 'nothing'],
    ['select 1 from "a\nb" where x = $1', 'nothing'],
    ['select 1 from a where "f(b) cluster=c"(x) = $1', 'nothing'],
  ])('%s: %s', (text, wish) => expect(suggested(text)).toBe(wish))

  test.each([
    ['select 1 from a where lower(x) = $1 and active', 'lower(x) = $'],
    ['select 1 from a where $1 = x and y between $2 and $2 + $3', 'x = $, y between $ and $'],
    ['select 1 from a where x in ($1, $2) and y > now() - $3', 'x = any (array$), y > $'],
    ['select 1 from a where y = any($3)', 'y = any (array$)'],
    ['select 1 from a where data @> $1', 'data @> $'],
    ['select 1 from a order by x <-> $1 limit 3', ''],
  ])('%s searches by %s', (text, searches) =>
    expect(
      suggestIndex(text)
        ?.searches.map(({ key, to }) => `${key} ${to}`)
        .join(', '),
    ).toBe(searches),
  )
})
