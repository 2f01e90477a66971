/** A person removes an index at the very moment when Howdah is about to remove the index. */
import { expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: [
    'create table twice (id int)',
    'insert into twice values (1), (1)',
    'create table users (id int)',
    'create index users_id_idx on users (id)',
    'create table gate ()',
  ],
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)
// Each removal of an index passes a gate that the test closes.
await managed.run(
  database,
  `create function pass() returns event_trigger language plpgsql as $$
   begin lock table public.gate in access share mode; end $$`,
  `create event trigger passes on ddl_command_start when tag in ('DROP INDEX') execute function pass()`,
)

const indexes = async (): Promise<readonly string[]> =>
  (
    await managed.query<{ name: string }>(
      database,
      `select relname as name from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace`,
    )
  ).map(({ name }) => name)

const dropping = () =>
  managed.query(
    database,
    `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'DROP INDEX CONCURRENTLY%'`,
  )

/** Runs the plan, and `statement` while Howdah's own drop waits at the gate; returns the ending. */
const overtaken = async (typed: string, statement: string) => {
  const reply = await inProcess.say(typed)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  const { id } = reply.change.plan
  const run = await inProcess.approve(id)
  const client = await managed.connect(database)
  await client.query('begin')
  await client.query('lock table gate in access exclusive mode')
  const driven = inProcess.drive(run)
  await expect.poll(dropping, { timeout: 110_000 }).toHaveLength(1)
  await client.query(statement)
  await client.query('commit')
  await client.end()
  await driven
  const change = await inProcess.engine.findChange(id)
  return { outcome: change?.outcome, ending: change?.ending, left: change?.left }
}

test.each(['drop index twice_id_idx', 'drop table twice'])(
  'a leftover of a failed build is gone after %s, and by whom is not known',
  async statement => {
    const { outcome, ending, left } = await overtaken(
      'index create twice columns=id unique=yes',
      statement,
    )
    expect(outcome).toBe('failed')
    expect(ending).toContain(
      'Somebody else did this before Howdah could, and who is not known: Drop twice_id_idx. Everything is as it was before.',
    )
    expect(ending).not.toContain('NOT put back')
    expect(left).toEqual([])
    expect(await indexes()).not.toContain('twice_id_idx')
  },
)

test('an index that was to be dropped is not built again to take the drop back', async () => {
  const { outcome, ending } = await overtaken('index drop users_id_idx', 'drop index users_id_idx')
  expect(outcome).toBe('failed')
  expect(ending).toBe('Somebody else did this meanwhile. Howdah changed nothing.')
  expect(await indexes()).not.toContain('users_id_idx')
})
