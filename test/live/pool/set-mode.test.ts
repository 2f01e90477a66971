import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Client } from 'pg'
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'

const { howdah, connect, console, file } = await startPooling({
  pool_mode: 'session',
  default_pool_size: '3',
})

const mode = async () =>
  (await console('SHOW DATABASES')).find(({ name }) => name === 'app')?.['pool_mode'] ?? null
const written = () => readFileSync(file, 'utf8')

const pidOf = async (client: Client): Promise<number> =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0

/** A client that has a server and an application_name. */
const named = async (application: string) => {
  const client = await connect('shop', 'app')
  await client.query(`set application_name = '${application}'`)
  return { client, pid: await pidOf(client) }
}

const refused = (wanted: string, words: string) =>
  hear(howdah, 'olga', `/pg pool set-mode front/app mode=${wanted}`, words)

describe.skipIf(!hasPgbouncer)('pool.set-mode (needs /usr/sbin/pgbouncer)', () => {
  beforeEach(() => twoBots(howdah))

  describe('refusal', () => {
    test('names the sessions that use what ends with a transaction', async () => {
      const [worker, cursor, prepared] = await Promise.all(
        ['worker', 'cursor', 'prepared'].map(named),
      )
      if (!worker || !cursor || !prepared) throw new Error('no clients')
      await worker.client.query('select pg_advisory_lock(7)')
      await worker.client.query('create temporary table scratch (id int)')
      await worker.client.query('/* jobs */ listen jobs')
      await cursor.client.query('declare every cursor with hold for select 1')
      await prepared.client.query('prepare one as select 1')
      const said = await refused('transaction', 'Sessions behind front/app use')
      expect(said).toContain(
        `worker as shop (pid ${worker.pid}) ran LISTEN, has an advisory lock and has a temporary table`,
      )
      expect(said).toContain(`cursor as shop (pid ${cursor.pid})`)
      expect(said).toMatch(/declared a cursor WITH HOLD/)
      expect(said).toContain(`prepared as shop (pid ${prepared.pid})`)
      expect(said).toContain('prepared a statement by PREPARE')
      expect(said).toContain('Give these clients a pool of their own that pools by session')
    })

    test('names whoever has a transaction of several statements, where a statement would end that', async () => {
      const { client, pid } = await named('teller')
      await client.query('begin')
      const said = await refused('statement', 'have transactions of several statements')
      expect(said).toContain(`teller as shop (pid ${pid})`)
      await client.query('commit')
    })
  })

  describe('success', () => {
    test('shares servers from then on, with nobody cut off and nothing left over, and is undone', async () => {
      const clients = await Promise.all(['one', 'two', 'three'].map(named))
      const [first] = clients
      const before = written()
      for (const { client } of clients) await client.query(`set lock_timeout = '77s'`)
      const plan = await howdah.plan('/pg pool set-mode front/app mode=transaction')
      expect(wordsOf(plan)).toContain('Let front/app pool by transaction, in place of session')
      expect(wordsOf(plan)).toContain('3 sessions: none has an advisory lock')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await mode()).toBe('transaction')
      expect(written()).toContain(' pool_mode=transaction\n')

      const old = new Set(clients.map(({ pid }) => pid))
      // A client keeps the server of before until the end of the next transaction.
      for (const { client } of clients) await client.query('select 1')
      for (const { client } of clients) {
        const { rows } = await client.query<{ pid: number; kept: string }>(
          `select pg_backend_pid() as pid, current_setting('lock_timeout') as kept`,
        )
        expect(old.has(rows[0]?.pid ?? 0)).toBe(false)
        expect(rows[0]?.kept).toBe('0')
      }
      // More clients than servers: by session the fourth client would wait.
      expect(await pidOf(await connect('shop', 'app'))).toBeGreaterThan(0)
      const tooMany = await refused('session', '4 clients are connected to front/app as shop')
      expect(tooMany).toContain('Give the pool as many servers as it has clients first.')

      // One person takes a guarded change back, as the guard would.
      await howdah.click('olga', plan, 'take-back')
      await expect.poll(mode, { timeout: 110_000 }).toBe(null)
      expect(written()).toBe(before)
      await first?.client.query('select 1')
    })
  })

  describe('failure', () => {
    test('sets the line back where a further file has the last word', async () => {
      const before = written()
      const further = join(dirname(file), 'further.ini')
      const line = before.split('\n').find(one => one.startsWith('app = '))
      writeFileSync(further, `[databases]\n${line} pool_mode=session\n`)
      const included = `${before}%include ${further}\n`
      writeFileSync(file, included)
      const plan = await howdah.plan('/pg pool set-mode front/app mode=transaction')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('PgBouncer did not take pool_mode from the line of app in')
      expect(written()).toBe(included)
      expect(await mode()).toBe('session')
      writeFileSync(file, before)
      await console('RELOAD')
    })
  })

  describe('kill', () => {
    test.each(['step 0 intent', 'pool mode set', 'step 0 acted'])(
      'ends with the planned mode when Howdah is killed at "%s"',
      async point => {
        const wanted = (await mode()) === 'transaction' ? 'statement' : 'transaction'
        const plan = await howdah.plan(`/pg pool set-mode front/app mode=${wanted}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await mode()).toBe(wanted)
      },
    )
  })
})
