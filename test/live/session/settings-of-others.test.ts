/**
 * Settings of a server, a database or a role for applications change no word that Howdah reads or sends.
 */
import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { sleeper } from '#test/support/sleeper'

const howdah = await startHowdah({
  tables: ['create table users (id int, name text, joined date)'],
})
await twoBots(howdah)
const { managed, database } = howdah

const strange = {
  DateStyle: `'SQL, DMY'`,
  TimeZone: `'Asia/Kolkata'`,
  IntervalStyle: `'sql_standard'`,
  extra_float_digits: '-15',
  bytea_output: `'escape'`,
  search_path: `'information_schema'`,
  row_security: 'off',
  transform_null_equals: 'on',
  quote_all_identifiers: 'on',
  standard_conforming_strings: 'off',
  default_transaction_isolation: `'serializable'`,
} as const

const setAll = async (whom: string, how: (name: string, value: string) => string) => {
  for (const [name, value] of Object.entries(strange))
    await managed.run('postgres', `alter ${whom} ${how(name, value)}`)
}

describe.each([
  ['the database', `database ${database}`],
  ['the login', 'role howdah'],
])('with settings of %s that only its applications want', (_, whom) => {
  test('a session is ended, and a statement is cancelled', async () => {
    await setAll(whom, (name, value) => `set ${name} = ${value}`)
    for (const [verb, said] of [
      ['cancel', 'canceling statement'],
      ['terminate', 'terminating connection'],
    ]) {
      const { client, pid, ended } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session ${verb} ${pid}`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await ended).toContain(said)
      await client.end().catch(() => {})
    }
  })

  test('an index is built as it was shown', async () => {
    const plan = await howdah.plan(
      `/pg index create users columns=lower(name) where="joined > '2026-02-01'" name=later`,
    )
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const [built] = await managed.query<{ definition: string }>(
      database,
      `select set_config('DateStyle', 'ISO,YMD', false), set_config('quote_all_identifiers', 'off', false),
         pg_get_indexdef('public.later'::regclass) as definition`,
    )
    expect(built?.definition).toContain(`WHERE (joined > '2026-02-01'::date)`)
    await managed.run(database, 'drop index public.later')
    await setAll(whom, name => `reset ${name}`)
  })
})

test('a role that is set on the login is not the role that acts', async () => {
  await managed.run('postgres', `alter role howdah set role = 'app'`)
  const { client, pid, ended } = await sleeper(howdah)
  const plan = await howdah.plan(`/pg session terminate ${pid}`)
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  expect(await ended).toContain('terminating connection')
  await managed.run('postgres', 'alter role howdah reset role')
  await client.end().catch(() => {})
})

test('a date that could be two days is refused', async () => {
  const typed = `/pg index create users columns=name where="joined > '01/02/2026'"`
  expect(await hear(howdah, 'olga', typed, '22008')).toContain('Blocked')
})
