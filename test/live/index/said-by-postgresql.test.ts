/** PostgreSQL's words during a build reach the people: a hint with an error, a WARNING with “Done”. */
import { describe, expect, test } from 'vitest'
import { shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table long (t text)',
    `insert into long select string_agg(md5(n::text), '') from generate_series(1, 250) n`,
    `create table dated (i int, t text)`,
  ],
})
const { managed, database } = howdah
await managed.run(
  database,
  `create collation icu_de (provider = icu, locale = 'de')`,
  'alter table dated alter column t type text collate icu_de',
  `update pg_collation set collversion = '100.1' where collname = 'icu_de'`,
)
await twoBots(howdah)

const approved = async (typed: string) => {
  const plan = await howdah.plan(`/pg index create ${typed}`)
  await howdah.click('adam', plan, 'approve')
  return plan
}

describe('a build that PostgreSQL refuses', () => {
  test('ends with its message, its hint, and what to do, each a sentence', async () => {
    const plan = await approved('long columns=t')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    const words = await shows(howdah, plan, 'Failed.')
    expect(words).toMatch(/index row (size|requires) \d+ .+ maximum( size is)? \d+/)
    expect(words).toContain(
      '*What to do:* Values larger than 1/3 of a buffer page cannot be indexed. Consider a function index of an MD5 hash of the value, or use full text indexing. Index less of each value: `method=hash`, or an expression such as `columns=md5(…)`',
    )
  })

  test.each(['columns=t method=hash', 'columns=md5(t)', 'columns=left(t, 200)'])(
    'is taken as %s, as the advice says',
    async wish => {
      expect(await outcomeOf(howdah, await approved(`long ${wish}`))).toBe('succeeded')
    },
  )
})

describe('a build of which PostgreSQL warns', () => {
  test('says so where it says “Done”, with the hint', async () => {
    const plan = await approved('dated columns=t')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const told = await shows(howdah, plan, 'PostgreSQL warned')
    expect(told).toMatch(/Done\.\*?.*PostgreSQL warned: collation "icu_de" has version mismatch\. /)
    expect(told).toContain('REFRESH VERSION')
    const threadTold = () => howdah.thread(plan).map(wordsOf).join('\n')
    await expect
      .poll(threadTold, { timeout: 110_000 })
      .toMatch(/: done in .+ PostgreSQL warned: collation "icu_de" has version mismatch\. /)
  })
})

describe('a way back of which PostgreSQL warns', () => {
  test('says so in message and thread', async () => {
    await managed.run(
      database,
      'create table twice (id int)',
      'insert into twice values (1), (1)',
      'alter table twice owner to app',
      `create function mourn() returns event_trigger language plpgsql as $$
       begin raise warning using errcode = '01000', message = 'gone'; end $$`,
      `create event trigger mourning on ddl_command_end when tag in ('DROP INDEX') execute function mourn()`,
    )
    const plan = await approved('twice columns=id unique=yes')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    const warned = 'PostgreSQL warned: A function of the database gave a warning'
    expect(await shows(howdah, plan, 'Failed.')).toContain(warned)
    await expect
      .poll(() => howdah.thread(plan).map(wordsOf).join('\n'), { timeout: 110_000 })
      .toMatch(new RegExp(`Put back: Drop twice_id_idx\\. ${warned}`))
    await managed.run(database, 'drop event trigger mourning')
  })
})
