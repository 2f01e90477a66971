/**
 * Troubles of the trial alone are no reason against an index: event triggers, limits and rights of the
 * observing login.
 */
import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({ tables: ['create table guarded (i int, t text)'] })
const { managed, database } = howdah
const { cluster } = openShop(howdah)
const view = await cluster.view()

/** The first note of the plan, or the refusal. */
const noted = async (columns: string, where?: string): Promise<string | undefined | Refusal> => {
  const made = await indexCreate.prepare(
    view,
    indexCreate.input.parse({ table: 'guarded', columns, where }),
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
    await managed.run(database, 'drop event trigger "only concurrently"', 'drop function guard()')
  }
}

const triggers =
  'The definition could not be tested first: the event trigger only concurrently would run, and nothing of the database runs before an approval.'
const meets = 'The build meets that event trigger, as the acting login and with CONCURRENTLY.'

describe('index.create', () => {
  test.each<[string, Guard, string]>([
    [
      'refuses a plain CREATE INDEX',
      {
        event: 'ddl_command_start',
        tag: 'CREATE INDEX',
        body: `if current_query() !~* 'concurrently' then raise exception 'use concurrently'; end if;`,
      },
      meets,
    ],
    [
      'counts what was made',
      {
        event: 'ddl_command_end',
        tag: 'CREATE TABLE',
        body: `perform nextval('public.made');`,
      },
      'Only the build will tell.',
    ],
  ])('runs no event trigger that %s', async (_, guard, way) => {
    await managed.run(database, 'create sequence made', 'grant usage on sequence made to howdah')
    expect(await guarded(guard, () => noted('t'))).toBe(`${triggers} ${way}`)
    expect(await managed.query(database, 'select is_called from made')).toEqual([
      { is_called: false },
    ])
    await managed.run(database, 'drop sequence made')
  })

  test('tries beside an event trigger of another kind of command', async () => {
    const guard: Guard = {
      event: 'ddl_command_start',
      tag: 'DROP TABLE',
      body: `raise exception 'no drops';`,
    }
    expect(await guarded(guard, () => noted('(t collate "nosuch")'))).toMatchObject({
      because: expect.stringContaining('collation "nosuch"'),
    })
  })

  test('plans where the observing login waits for a lock', async () => {
    const client = await managed.connect(database)
    // Reading goes on; making a table does not.
    await client.query('begin; lock table pg_depend in share mode')
    const told = await noted('t')
    await client.end()
    expect(told).toBe(
      'The definition could not be tested first: PostgreSQL says: canceling statement due to lock timeout. The build has the limits of the acting login.',
    )
  })

  test('plans while another process tries a definition', async () => {
    const client = await managed.connect(database)
    await client.query('begin; select pg_advisory_xact_lock(16597, 1)')
    const told = await noted('t')
    await client.end()
    expect(told).toBe(
      `The definition could not be tested first: another session tries a definition in ${database} of shop right now. Ask again in a minute to have it tried.`,
    )
  })
})
