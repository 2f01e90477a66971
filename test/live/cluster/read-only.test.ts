/** A default of read-only transactions is foreseen by the plan, wherever an administrator set it. */
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

// A session from before keeps its own default.
const admin = await managed.connect(database)
afterAll(() => admin.end())

const set = async (on: string, value: string): Promise<void> => {
  await admin.query(`alter ${on} set default_transaction_read_only = ${value}`)
  onTestFinished(async () => {
    await admin.query(`alter ${on} reset default_transaction_read_only`)
  })
}

const wish = 'index create users columns=email'

describe('transactions that are read only by default', () => {
  test.each([
    [`database ${database}`, 'on', `database ${database}`],
    ['role howdah', 'yes', 'login howdah'],
    [`role howdah in database ${database}`, 'true', `login howdah in database ${database}`],
    ['role all', '1', 'every login'],
  ])('of %s are foreseen by the plan of a change', async (on, value, place) => {
    await set(on, value)
    expect(await inProcess.say(wish)).toMatchObject({
      kind: 'refusal',
      because: `Transactions in database ${database} are read only by default: \`default_transaction_read_only\` is on for ${place}.`,
      instead: expect.stringMatching(
        /run `ALTER (ROLE|DATABASE) .* RESET default_transaction_read_only;`/,
      ),
    })
  })

  test('of the server are foreseen, unless the login has them writable', async () => {
    expect(await inProcess.say(wish)).toMatchObject({ kind: 'proposed' })
    await admin.query('alter system set default_transaction_read_only = on')
    await admin.query('select pg_reload_conf()')
    onTestFinished(async () => {
      await admin.query('alter system reset default_transaction_read_only')
      await admin.query('select pg_reload_conf()')
    })
    await admin.query('set default_transaction_read_only = off')
    // Open sessions take a setting over a moment later.
    await expect
      .poll(() => inProcess.say(wish), { timeout: 110_000 })
      .toMatchObject({
        because: expect.stringContaining('is on for server shop-1 (configuration file).'),
      })
    await set('role howdah', 'off')
    expect(await inProcess.say(wish)).toMatchObject({ kind: 'proposed' })
  })

  test('leave sessions to be ended, which writes nothing', async () => {
    await set(`database ${database}`, 'on')
    const client = await managed.connect(database)
    onTestFinished(() => client.end().catch(() => {}))
    await client.query('set role app')
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    expect(
      JSON.stringify(await inProcess.say(`session terminate ${rows[0]?.pid} reason=test`)),
    ).not.toContain('read only')
  })

  test('of another database or login stop nothing', async () => {
    await set('role app', 'on')
    await set('database postgres', 'on')
    expect(await inProcess.say(`${wish},id`)).toMatchObject({ kind: 'proposed' })
  })
})
