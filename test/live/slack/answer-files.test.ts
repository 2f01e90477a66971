import { expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    `do $$ begin for n in 1..25 loop
       execute format('create index users_%s_idx on users ((id + %s))', n, n); end loop; end $$`,
  ],
})
await howdah.start()

test('rows that a message does not hold come as a file, in a direct message', async () => {
  const told = await hear(howdah, 'olga', '/pg index list', '25 indexes')
  expect(told).toContain('5 more rows are in rows.csv, in your direct messages with Howdah.')
  const { id } = howdah.slack.openIm('olga')
  const file = await howdah.slack.waitFor(
    ({ messages }) =>
      messages
        .filter(one => one.channel === id)
        .flatMap(({ files }) => files)
        .find(({ name }) => name === 'rows.csv'),
    { timeoutMs: 110_000, what: 'the file' },
  )
  const text = howdah.slack.file(file.id)?.toString('utf8') ?? ''
  for (let n = 1; n <= 25; n += 1) expect(text).toContain(`users_${n}_idx,`)
})
