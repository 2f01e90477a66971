/** A column that needs quotes is shown with the quotes that PostgreSQL itself would write. */
import { expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [`create table odd ("customerId" int, "group" text, "order" text)`],
})
await twoBots(howdah)

test.each([
  ['customerId', 'has no column customerid', 'Did you mean `"customerId"`, in quotes?'],
  ['customerld', 'has no column customerld', 'Did you mean `"customerId"`, in quotes?'],
  ['group', 'syntax error at or near', 'write `"group"`, in quotes'],
  ['lower(order)', 'syntax error at or near', 'write `"order"`, in quotes'],
])('columns=%s is told as a column that needs quotes', async (columns, because, instead) => {
  expect(await hear(howdah, 'olga', `/pg index create odd columns=${columns}`, because)).toContain(
    instead,
  )
})
