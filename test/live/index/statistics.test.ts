/**
 * Statistics for the expression of an index: collected whatever the table holds, also when autovacuum was
 * faster.
 */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: [
    'create table nobody (id int, email text)',
    'create table users (id int, email text)',
    `insert into users select i, 'user' || i from generate_series(1, 1000) i`,
  ],
})
const inProcess = openInProcess(howdah)
const { managed, database } = howdah

/** The outcome of the steps: builds, then collects statistics. */
const stepsOf = async (command: string) => {
  const reply = await inProcess.say(`${command} reason=search`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  const { id } = reply.change.plan
  await inProcess.drive(await inProcess.approve(id))
  const change = await inProcess.engine.findChange(id)
  expect(change?.outcome).toBe('succeeded')
  return change?.journal.filter(({ kind }) => /done|failed/.test(kind)).map(({ kind }) => kind)
}

/** As autovacuum may: as soon as the index is there. */
const analyseAfterBuilds = () =>
  managed.run(
    database,
    `create function analyse_users() returns event_trigger language plpgsql as 'begin analyze users; end'`,
    `create event trigger faster on ddl_command_end when tag in ('CREATE INDEX') execute function analyse_users()`,
  )

describe('statistics for an expression', () => {
  test.each([
    ['an empty table', 'index create nobody columns=lower(email)'],
    ['an empty part of a table', 'index create users columns=lower(email) where="id > 5000"'],
  ])('are collected of %s', async (_, command) => {
    expect(await stepsOf(command)).toEqual(['done', 'done'])
  })

  test('are collected although somebody else has them already', async () => {
    await analyseAfterBuilds()
    expect(await stepsOf('index create users columns=upper(email)')).toEqual(['done', 'done'])
    const statistics = `select from pg_stats where tablename = 'users_upper_idx'`
    expect(await managed.query(database, statistics)).toHaveLength(1)
  })
})
