/** A login of the managed database that takes the advisory lock of a run delays the run, and no more. */
import { expect, test } from 'vitest'
import { fenceKeys } from '#cluster/drivers/session/fence'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { managed, database } = howdah
const house = openInProcess(howdah)

const held = async (column: string) => {
  const reply = await house.say(`index create users columns=${column} name=made_${column}`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  const { id } = reply.change.plan
  const run = await house.approve(id)
  const stranger = await managed.connect(database)
  await stranger.query('set role app')
  await stranger.query('select pg_advisory_lock($1, $2)', [...fenceKeys(run)])
  const driven = house.drive(run)
  await expect
    .poll(async () => (await house.engine.findChange(id))?.run?.waitingFor, { timeout: 110_000 })
    .toContain('pg_locks shows the pid, with locktype advisory and classid 16596')
  return { id, driven, stranger }
}

test('a run whose lock a stranger holds says so, and goes on once the lock is free', async () => {
  const { id, driven, stranger } = await held('id')
  await stranger.end()
  await driven
  expect((await house.engine.findChange(id))?.outcome).toBe('succeeded')
}, 300_000)

test('a run whose lock a stranger holds can be stopped', async () => {
  await managed.run(database, 'drop index if exists made_id')
  const { id, driven, stranger } = await held('id')
  await house.engine.cancel(person('olga'), id)
  await driven
  await stranger.end()
  expect(await house.engine.findChange(id)).toMatchObject({
    outcome: 'cancelled',
    ending: 'olga stopped it. Nothing was done.',
  })
}, 300_000)
