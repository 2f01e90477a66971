/**
 * PostgreSQL's words about a row stay out of chat, journal, record and log, which have Howdah's own words.
 */
import { describe, expect, test } from 'vitest'
import { shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, twoBots } from '#test/support/kills'

const secret = '078-05-1120'

const howdah = await startHowdah({
  tables: [
    'create table people (data jsonb, email text, noted text, seen timestamptz)',
    `insert into people select jsonb_build_object('ssn', '${secret}'), '${secret}@example.com', '${secret}', now() from generate_series(1, 2)`,
    `create function raising(noted text) returns text language plpgsql immutable as
       'begin raise exception ''not %'', noted using errcode = ''42704''; end'`,
    `create function naming(noted text) returns text language plpgsql immutable as
       'begin execute format(''select %I'', noted) into noted; return noted; end'`,
    `create function saying(noted text) returns text language plpgsql immutable as
       'begin execute ''select '' || noted || '' as''; return noted; end'`,
    `create function warning(noted text) returns text language plpgsql immutable as
       'begin raise warning ''odd: %'', noted; return noted; end'`,
  ],
})
await twoBots(howdah)

/** All that Howdah keeps or tells: the control database, the chat, the log. */
const kept = async (): Promise<string> => {
  const tables = await howdah.control.query<{ name: string }>(
    'howdah',
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information)'`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) => howdah.control.query('howdah', `select t::text from ${name} t`)),
  )
  return JSON.stringify([rows, howdah.slack.state.messages, howdah.log()])
}

describe('a value of a row', () => {
  test.each([
    [
      `people columns=((data->>'ssn')::int)`,
      'A row has a value that cannot be computed with, which is not told here (SQLSTATE 22P02)',
      'PostgreSQL then names the value',
    ],
    [
      'people columns=email unique=yes',
      'There are duplicates, which a unique index does not take (SQLSTATE 23505)',
      'group by … having',
    ],
    [
      'people columns=raising(noted)',
      'A function of the database raised an error, whose words may hold data and are not told here (SQLSTATE 42704)',
      'Run the statement by hand to read them',
    ],
    [
      'people columns=((seen at time zone noted))',
      'A row has a value that cannot be computed with, which is not told here (SQLSTATE 22023)',
      'PostgreSQL then names the value',
    ],
    [
      'people columns=naming(noted)',
      'A function of the database raised an error, whose words may hold data and are not told here (SQLSTATE 42703)',
      'Run the statement by hand to read them',
    ],
    [
      'people columns=saying(noted)',
      'A row has a value that cannot be computed with, which is not told here (SQLSTATE 42601)',
      'PostgreSQL then names the value',
    ],
  ])('is told nowhere when the build of %s meets it', async (wish, message, instead) => {
    const plan = await howdah.plan(`/pg index create ${wish}`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    const words = await shows(howdah, plan, 'Failed.')
    expect(words).toContain(message)
    expect(words).toContain(instead)
    expect(await invalidIndexes(howdah)).toEqual([])
    expect(howdah.managed.log()).toContain(secret)
    expect(await kept()).not.toContain(secret)
  })

  test('is told nowhere when a function warns with it', async () => {
    const plan = await howdah.plan('/pg index create people columns=warning(noted)')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
    expect(words).toContain('is valid')
    expect(words).toContain('PostgreSQL warned: A function of the database gave a warning')
    const all = await kept()
    expect(all).toContain('gave a warning, which may hold data')
    expect(all).not.toContain(secret)
  })
})
