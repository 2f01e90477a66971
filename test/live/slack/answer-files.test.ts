import { expect, test } from 'vitest'
import { hear, listenFor } from '#test/support/hostile'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    `do $$ begin for n in 1..25 loop
       execute format('create index users_%s_idx on users ((id + %s))', n, n); end loop; end $$`,
  ],
})
await howdah.start()

test('rows that a message does not hold come as a file, in a direct message, once asked for', async () => {
  const told = await hear(howdah, 'olga', '/pg index list', '25 indexes')
  expect(told).toContain('5 more rows are in rows.csv.')
  const { id } = howdah.slack.openIm('olga')
  const sent = () => howdah.slack.state.messages.flatMap(({ files }) => files)
  expect(sent()).toEqual([])
  const heard = listenFor(howdah, 'olga')
  const asked = await howdah.message(
    one => wordsOf(one).includes('25 indexes') && buttonIn(one, 'files'),
    'the answer',
  )
  await howdah.click('olga', asked, 'files')
  expect(await heard('direct messages')).toContain('`rows.csv` and `indexes-shop.sql` are in')
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
