/** On a managed service: not a superuser, no host, no extension. Each refusal has a way out. */
import { describe, expect, test } from 'vitest'
import { hear, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, invalidIndexes, outcomeOf, timesRun, twoBots } from '#test/support/kills'
import { forMajor } from '#test/support/majors'
import { testServer } from '#test/support/postgres'

const howdah = await startHowdah({
  managed: await testServer({ log_statement: 'all', shared_preload_libraries: '' }),
  prepare: server =>
    server.run(
      'postgres',
      `create role app login password 'app'`,
      `create role howdah login password 'howdah'`,
      'grant pg_monitor to howdah',
    ),
  tables: [
    'create table users (id int, email text)',
    'create index users_old_idx on users (id)',
    `insert into users select i, i::text from generate_series(1, 1000) i`,
  ],
  cluster: { provider: 'rds' },
})
await twoBots(howdah)
const say = (typed: string, words: string) => hear(howdah, 'olga', `/pg ${typed}`, words)
const grant = forMajor('`GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`')

describe('what a managed service does not allow', () => {
  test.each([
    ['index create users columns=email', `Ask an administrator to run: ${grant}`],
    ['index drop users_old_idx', `Ask an administrator to run: ${grant}`],
    ['index reindex users_old_idx', `Ask an administrator to run: ${grant}`],
    ['query slow', 'in the DB parameter group, and reboot. Let a member of rds_superuser run'],
  ])('%s is refused with the missing GRANT or the way of the provider', async (typed, way) => {
    expect(await say(typed, way)).toMatch(/^Blocked: .+ Instead: /)
  })

  test.each([
    [
      'app',
      forMajor(
        'Let a member of rds_superuser run: `GRANT pg_signal_backend TO howdah WITH INHERIT TRUE`',
      ),
    ],
    ['postgres', 'Nobody but the provider may'],
  ] as const)('sessions of %s are left alone, with who may end them', async (user, way) => {
    const { managed, database } = howdah
    const client = await managed.connect(database, user, user === 'app' ? 'app' : managed.password)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const pid = rows[0]?.pid ?? 0
    const slept = client.query('select pg_sleep(600)').catch((error: Error) => error.message)
    const asleep = `select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`
    await expect.poll(() => managed.query('postgres', asleep)).toHaveLength(1)
    expect(await say(`session cancel ${pid}`, way)).toContain(
      `howdah may not signal sessions of ${user}`,
    )
    expect(await say(`session terminate ${pid}`, way)).toMatch(/^Blocked:/)
    await managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
    expect(await slept).toContain('terminating connection')
    await client.end().catch(() => {})
  })

  test('has left no statement of Howdah’s but reads and trials that are rolled back', () => {
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY')).toBe(0)
    expect(timesRun(howdah, 'DROP')).toBe(0)
    expect(timesRun(howdah, 'REINDEX')).toBe(0)
  })
})

describe('what a managed service allows', () => {
  test.each([
    ['status', 'every node answers'],
    ['lock tree', 'Nobody waits for a lock'],
    ['index list', 'users_old_idx'],
  ])('%s is answered', async (typed, words) => {
    expect(await say(typed, words)).not.toContain('Blocked')
  })

  test('an index is built and taken back once the GRANT is given', async () => {
    await howdah.managed.run('postgres', grant.replaceAll('`', ''))
    const plan = await howdah.plan('/pg index create users columns=lower(email)')
    expect(wordsOf(plan)).toContain('not visible from here')
    expect(wordsOf(plan)).toContain('its effect cannot be measured')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectOneOutcome(howdah, plan, 'succeeded')
    await howdah.click('olga', plan, 'undo')
    const undo = await howdah.message(one => wordsOf(one).includes('Undo “Build index'))
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY users_lower_idx')).toBe(1)
    expect(await invalidIndexes(howdah)).toEqual([])
  })

  test('a right that is taken away after approval stops the run before it begins', async () => {
    const plan = await howdah.plan('/pg index reindex users_old_idx')
    await howdah.managed.run('postgres', 'revoke app from howdah')
    await howdah.click('adam', plan, 'approve')
    expect(await shows(howdah, plan, 'Out of date.')).toContain(grant)
    expect(timesRun(howdah, 'REINDEX')).toBe(0)
  })
})
