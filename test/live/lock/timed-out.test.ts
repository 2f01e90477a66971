/** A lock time-out names the table and whoever holds the lock, as seen while the statement waited. */
import { describe, expect, test } from 'vitest'
import type { Failure } from '#src/errors'
import { actOnce, sending } from '#test/support/acting'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testServer } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const managed = await testServer({ max_prepared_transactions: 5 })
const howdah = await startHowdah({
  managed,
  tables: [
    'create table users (id int, email text)',
    'create schema "Odd" create table "Rows" (id int)',
  ],
})
const inProcess = openInProcess(howdah)
const { cluster } = openShop(howdah)

/** A client in a transaction that has run these statements. */
const holding = async (...statements: readonly string[]) => {
  const client = await managed.connect(howdah.database)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  await client.query('begin')
  for (const statement of statements) await client.query(statement)
  return { pid: rows[0]?.pid ?? 0, release: () => client.end() }
}

const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it was done')
    },
    (error: Failure) => error,
  )

const performed = (table: string): Promise<Failure> =>
  failureOf(
    actOnce(
      cluster,
      sending(howdah.database, `ANALYZE ${table}`, { role: 'app', again: true, locking: 'short' }),
    ),
  )

const sinceWords = String.raw`its transaction open since \d{4}-\d\d-\d\d \d\d:\d\d UTC`

describe('a step that waits for a short lock in vain', () => {
  test('names the table and the session', async () => {
    const { pid, release } = await holding('lock users in share update exclusive mode')
    const { code, message, instead } = await performed('users')
    await release()
    expect(code).toBe('sql.55P03')
    expect(message).toMatch(
      new RegExp(
        String.raw`waiting for a lock on public\.users on shop-1: pid ${pid} on shop-1 \(login postgres\), ${sinceWords}, holds it\.$`,
      ),
    )
    expect(instead).toContain('`lock tree cluster=shop`')
  })

  test('names a prepared transaction, and a table with capitals', async () => {
    const { release } = await holding(
      'lock "Odd"."Rows" in share update exclusive mode',
      `prepare transaction 'left over'`,
    )
    await release()
    const { message } = await performed('"Odd"."Rows"')
    await managed.query(howdah.database, `rollback prepared 'left over'`)
    expect(message).toContain(
      'a lock on "Odd"."Rows" on shop-1: the prepared transaction “left over” holds it',
    )
  })
})

describe('a look that meets a lock', () => {
  test('names the table and the session', async () => {
    const { pid, release } = await holding('lock users in access exclusive mode')
    const { message } = await failureOf(inProcess.say('index create users columns=email'))
    await release()
    expect(message).toMatch(
      new RegExp(
        String.raw`a lock on public\.users on shop-1: pid ${pid} on shop-1 \(login postgres\), ${sinceWords}, holds it\.`,
      ),
    )
  })

  test('goes on where the lock is free by the second look', async () => {
    const { release } = await holding('lock users in access exclusive mode')
    const asked = inProcess.say('index create users columns=email')
    await expect
      .poll(
        () =>
          managed.query(
            'postgres',
            `select from pg_stat_activity where application_name = 'howdah look' and query like '%pg_blocking_pids%'`,
          ),
        { timeout: 110_000, interval: 10 },
      )
      .not.toEqual([])
    await release()
    expect(await asked).toMatchObject({ kind: 'proposed' })
  })
})
