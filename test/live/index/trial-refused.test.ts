/**
 * Troubles of the trial alone are no reason against an index: event triggers, limits and rights of the
 * observing login.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { readConfig } from '#config/read-config'
import { isRefusal, type Refusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { startHowdah } from '#test/support/howdah'

const howdah = await startHowdah({ tables: ['create table guarded (i int, t text)'] })
const { managed, database } = howdah
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')
const cluster = openCluster(config)
afterAll(() => cluster.close())
const view = await cluster.view()

/** The first note of the plan, or the refusal. */
const noted = async (columns: string): Promise<string | undefined | Refusal> => {
  const made = await indexCreate.prepare(
    view,
    indexCreate.input.parse({ table: 'guarded', columns }),
  )
  return isRefusal(made) ? made : made.body.notes[0]
}

interface Guard {
  readonly event: 'ddl_command_start' | 'ddl_command_end'
  readonly tag: string
  readonly body: string
}

/** Runs `work` in a database with the event trigger `only concurrently`. */
const guarded = async <Done>({ event, tag, body }: Guard, work: () => Promise<Done>) => {
  await managed.run(
    database,
    `create function guard() returns event_trigger language plpgsql as $$ begin ${body} end $$`,
    `create event trigger "only concurrently" on ${event} when tag in ('${tag}') execute function guard()`,
  )
  try {
    return await work()
  } finally {
    await managed.run(
      database,
      'drop event trigger "only concurrently"',
      'drop function guard()',
      'drop table if exists ddl_log',
    )
  }
}

const triggers = 'The definition could not be tried beforehand: the event trigger only concurrently'
const meets = 'The build meets that event trigger too, as the acting login and with CONCURRENTLY.'
const unlessConcurrent = (more = '') =>
  `if current_query() !~* 'concurrently' then raise exception 'use concurrently'${more}; end if;`

describe('index.create', () => {
  test.each<[string, Guard, string]>([
    [
      'a plain CREATE INDEX',
      { event: 'ddl_command_start', tag: 'CREATE INDEX', body: unlessConcurrent() },
      'SQLSTATE P0001',
    ],
    [
      'a plain CREATE INDEX once it is built',
      { event: 'ddl_command_end', tag: 'CREATE INDEX', body: unlessConcurrent() },
      'SQLSTATE P0001',
    ],
    [
      'a plain CREATE INDEX as a missing right',
      {
        event: 'ddl_command_start',
        tag: 'CREATE INDEX',
        body: unlessConcurrent(` using errcode = '42501'`),
      },
      'SQLSTATE 42501',
    ],
    [
      'indexes on one column alone',
      {
        event: 'ddl_command_start',
        tag: 'CREATE INDEX',
        body: `if current_query() ~ '[(]t[)]' then raise exception 'not on t'; end if;`,
      },
      'SQLSTATE P0001',
    ],
    [
      'a CREATE TABLE',
      { event: 'ddl_command_start', tag: 'CREATE TABLE', body: `raise exception 'no tables';` },
      'SQLSTATE P0001',
    ],
  ])('plans where an event trigger guards against %s', async (_, guard, said) => {
    expect(await guarded(guard, () => noted('t'))).toBe(
      `${triggers} refuses it to the trial (${said}). ${meets}`,
    )
  })

  test('plans where an event trigger writes what the observing login may not', async () => {
    await managed.run(database, 'create table ddl_log (tag text)')
    const guard: Guard = {
      event: 'ddl_command_end',
      tag: 'CREATE TABLE',
      body: 'insert into public.ddl_log values (tg_tag);',
    }
    expect(await guarded(guard, () => noted('t'))).toBe(
      `${triggers} refuses it to the trial (permission denied for table ddl_log). ${meets}`,
    )
  })

  test('refuses a definition that is wrong, guarded or not', async () => {
    const guard: Guard = {
      event: 'ddl_command_start',
      tag: 'CREATE INDEX',
      body: `if current_query() ~ 'hash' then raise exception 'no hash'; end if;`,
    }
    expect(await guarded(guard, () => noted(`date_trunc('day', t::timestamptz)`))).toMatchObject({
      because: expect.stringContaining('IMMUTABLE'),
    })
  })

  test('plans where the observing login waits for a lock', async () => {
    const guard: Guard = {
      event: 'ddl_command_start',
      tag: 'CREATE INDEX',
      body: 'lock table public.ddl_log in access share mode;',
    }
    await managed.run(database, 'create table ddl_log ()', 'grant select on ddl_log to howdah')
    const client = await managed.connect(database)
    await client.query('begin; lock table ddl_log in access exclusive mode')
    const told = await guarded(guard, async () => {
      const note = await noted('t')
      await client.end()
      return note
    })
    expect(told).toBe(
      'The definition could not be tried beforehand: PostgreSQL says: canceling statement due to lock timeout. The build has the limits of the acting login.',
    )
  })

  test('plans where the observing login may write no temporary files', async () => {
    await managed.run(
      'postgres',
      `alter role howdah set temp_file_limit = 0`,
      `alter role howdah set work_mem = '64kB'`,
    )
    const guard: Guard = {
      event: 'ddl_command_end',
      tag: 'CREATE INDEX',
      body: 'perform from generate_series(1, 100000) i order by -i;',
    }
    const told = await guarded(guard, () => noted('t'))
    await managed.run('postgres', 'alter role howdah reset all')
    expect(told).toBe(
      'The definition could not be tried beforehand: PostgreSQL says: temporary file size exceeds "temp_file_limit" (0kB). The build has the limits of the acting login.',
    )
  })

  test.each([
    ['a table', 'rated', 'relation "rates" does not exist'],
    ['a function', 'helped', 'function helper(integer) does not exist'],
  ])('foresees that a function misses %s in the build', async (_, name, missing) => {
    await managed.run(
      database,
      'create table if not exists rates (rate int)',
      'grant select on rates to howdah',
      `create or replace function helper(i int) returns int language sql immutable as 'select i'`,
      `create or replace function rated(i int) returns int language plpgsql immutable as 'begin return i + (select max(rate) from rates); end'`,
      `create or replace function helped(i int) returns int language plpgsql immutable as 'begin return helper(i); end'`,
    )
    const wish = `(${name}(i))`
    expect(await noted(wish)).toContain(`On a row without values a function fails: ${missing}. `)
    await managed.run(database, `alter function ${name}(int) set search_path = public`)
    const note = await noted(wish)
    expect(note).not.toContain('fails')
  })
})
