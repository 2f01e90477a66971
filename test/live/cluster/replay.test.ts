/** Status of a replica that has all WAL and does not replay. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testCluster } from '#test/support/postgres'

const { primary, replica } = await testCluster()
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table users (id int)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const inProcess = openInProcess(howdah)

const status = async () => {
  const reply = await inProcess.say('status')
  if (reply.kind !== 'answer') throw new Error(reply.kind)
  return reply
}

describe('status', () => {
  test('says first that replay is paused, of a replica that streams all the same', async () => {
    await expect
      .poll(async () => (await status()).title, { timeout: 110_000 })
      .toContain('every node answers (shop-1 and shop-2)')
    await replica.run('postgres', 'select pg_wal_replay_pause()')
    onTestFinished(() => replica.run('postgres', 'select pg_wal_replay_resume()'))
    await primary.run(howdah.database, 'insert into users select generate_series(1, 20000)')
    const { title, alarm, table } = await status()
    expect(title).toMatch(
      /^shop-2 is (\d+ s|\d+ min) behind: its replay is paused\. Ask an administrator to run `SELECT pg_wal_replay_resume\(\)` there\./,
    )
    expect(alarm).toBe(true)
    expect(table?.rows[1]?.[1]).toMatch(/^replica, replay paused, .+ behind$/)
  })

  test.each(['on', 'yes', '1'])(
    'says that the database is read only by default (%s)',
    async value => {
      const setting = `alter database ${howdah.database} set default_transaction_read_only`
      await primary.run('postgres', `${setting} = '${value}'`)
      onTestFinished(() =>
        primary.run(
          'postgres',
          `alter database ${howdah.database} reset default_transaction_read_only`,
        ),
      )
      expect((await status()).title).toContain(
        `Database ${howdah.database} on shop-1 is read only by default.`,
      )
    },
  )

  test('counts no lag on a primary that writes something after a pause', async () => {
    await expect.poll(async () => (await status()).alarm, { timeout: 110_000 }).toBe(false)
    await primary.run(howdah.database, 'insert into users values (1)')
    expect((await status()).table?.rows[1]?.[1]).toBe('replica, 0 s (0 B) behind')
  })
})
