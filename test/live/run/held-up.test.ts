/** A run that waits names the blocker, from the first lock on, and the way to free the run. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear, shows } from '#test/support/hostile'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'

const managed = await testServer({
  log_statement: 'all',
  max_prepared_transactions: 5,
  autovacuum_naptime: '1s',
  // Long enough to see autovacuum before autovacuum gives way.
  deadlock_timeout: '20s',
})
const howdah = await startHowdah({
  managed,
  tables: [
    ...['built', 'dropped', 'rebuilt', 'prepared'].map(
      name => `create table ${name} (id int) with (autovacuum_enabled = off)`,
    ),
    'create index dropped_id_idx on dropped (id)',
    'create index rebuilt_id_idx on rebuilt (id)',
    'create table vacuumed (id int, wide text) with (autovacuum_enabled = off)',
    `insert into vacuumed select i, repeat('x', 500) from generate_series(1, 20000) i`,
  ],
})
await managed.run('postgres', `alter role app login password 'app'`)
await twoBots(howdah)

const connect = async (): Promise<{ client: Client; pid: number }> => {
  const client = await managed.connect(howdah.database, 'app', 'app')
  onTestFinished(() => client.end().catch(() => {}))
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

/** As VACUUM and hand-run schema changes lock: a build cannot even begin. */
const locker = async (table: string): Promise<{ client: Client; pid: number }> => {
  const { client, pid } = await connect()
  await client.query('begin')
  await client.query(`lock table ${table} in share update exclusive mode`)
  return { client, pid }
}

const approved = async (typed: string): Promise<PageMessage> => {
  const plan = await howdah.plan(typed)
  await howdah.click('adam', plan, 'approve')
  return plan
}

describe('a run that waits for its first lock', () => {
  test.each([
    ['index create built columns=id', 'built'],
    ['index drop dropped_id_idx', 'dropped'],
    ['index reindex rebuilt_id_idx', 'rebuilt'],
  ])('%s names who holds it, with the verb that frees it', async (typed, table) => {
    const { client, pid } = await locker(table)
    const plan = await approved(`/pg ${typed}`)
    const words = await shows(howdah, plan, `Held up by pid ${pid}`)
    expect(words).toContain('waiting for a lock on')
    expect(words).toContain('End Blocking Session')
    const held = await howdah.message(one => one.ts === plan.ts && buttonIn(one, 'command'))
    const end = await howdah.planned(() => howdah.click('olga', held, 'command'))
    expect(wordsOf(end)).toContain(`pid ${pid}`)
    await client.query('commit')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })

  test('names a prepared transaction, which nobody can end as a session', async () => {
    const { client } = await connect()
    await client.query('begin')
    await client.query('lock table prepared in share update exclusive mode')
    await client.query(`prepare transaction 'billing-17'`)
    const plan = await howdah.plan('/pg index create prepared columns=id')
    expect(wordsOf(plan)).toContain(
      'The build waits for the prepared transaction billing-17, which no session will end by itself: COMMIT PREPARED or ROLLBACK PREPARED does.',
    )
    await howdah.click('adam', plan, 'approve')
    const words = await shows(howdah, plan, 'the prepared transaction “billing-17”')
    expect(words).toContain('ROLLBACK PREPARED')
    expect(words).not.toContain('Held up by')
    await managed.run(howdah.database, `rollback prepared 'billing-17'`)
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })

  test('says that autovacuum gives way by itself, and offers nobody to end', async () => {
    await managed.run(
      howdah.database,
      'alter table vacuumed set (autovacuum_enabled = on, autovacuum_vacuum_insert_threshold = 1, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)',
    )
    const worker = () =>
      managed.query<{ pid: number }>(
        'postgres',
        `select pid from pg_stat_activity where query like 'autovacuum: %vacuumed%'`,
      )
    await expect.poll(worker, { timeout: 110_000, interval: 200 }).toHaveLength(1)
    const [{ pid } = { pid: 0 }] = await worker()
    const plan = await approved('/pg index create vacuumed columns=id')
    const words = await shows(howdah, plan, `autovacuum, pid ${pid}`)
    expect(words).toContain('it gives way by itself')
    expect(words).not.toContain('Held up by')
    expect(await hear(howdah, 'olga', `/pg session cancel ${pid}`, 'is autovacuum')).toContain(
      'Instead: Leave it alone: it gives way',
    )
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })
})

describe('a plan', () => {
  test('names the old snapshots that its build waits for', async () => {
    const { client, pid } = await connect()
    await client.query('begin isolation level repeatable read')
    await client.query('select 1 from built')
    await expect
      .poll(
        () =>
          managed.query(
            'postgres',
            `select from pg_stat_activity where pid = $1 and xact_start < now() - interval '5.5 s'`,
            [pid],
          ),
        { timeout: 110_000, interval: 500 },
      )
      .toHaveLength(1)
    const plan = await howdah.plan('/pg index create built columns=id where=id>1')
    expect(wordsOf(plan)).toMatch(
      new RegExp(
        `The build waits for pid ${pid} \\(app, idle in transaction for \\d+ s\\) to end its transaction\\.`,
      ),
    )
  })
})
