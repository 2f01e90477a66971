/** Since when scans of an index were counted: through crashes and resets, and for Howdah's own builds. */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)', 'create index users_id_idx on users (id)'],
})
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

const lines = async (): Promise<string> => {
  const reply = await inProcess.say('index list users')
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
  return reply.lines?.join('\n') ?? ''
}

const minuteOf = async (moment: string): Promise<string> => {
  const [row] = await managed.query<{ minute: string }>(
    database,
    `select to_char(${moment} at time zone 'utc', 'YYYY-MM-DD HH24:MI') as minute`,
  )
  return row?.minute ?? ''
}

describe('index list', () => {
  test('counts from the crash of a backend, which leaves no reset of the database behind', async () => {
    await managed.query(database, 'select pg_stat_reset()')
    const victim = await managed.connect(database)
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
    const [before] = await managed.query(database, 'select stats_reset from pg_stat_wal')
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    const recovered = () =>
      managed.query(database, 'select stats_reset from pg_stat_wal').catch(() => [before])
    await expect.poll(recovered, { timeout: 110_000 }).not.toEqual([before])
    expect(
      await managed.query(
        database,
        'select stats_reset from pg_stat_database where datname = current_database()',
      ),
    ).toEqual([{ stats_reset: null }])
    const crashed = await minuteOf('(select stats_reset from pg_stat_wal)')
    expect(await lines()).toBe(
      `Scans are counted since ${crashed} UTC on shop-1: nothing is called unused before 30 days.`,
    )
  })

  test('counts from the reset of one table alone', async () => {
    await managed.query(
      database,
      `select pg_stat_reset_single_table_counters('users_id_idx'::regclass)`,
    )
    const reset = await minuteOf(
      '(select stats_reset from pg_stat_database where datname = current_database())',
    )
    expect(await lines()).toContain(`since ${reset} UTC on shop-1`)
  })
})

describe('the engine', () => {
  test('knows when Howdah built an index, in which database', async () => {
    const made = await inProcess.say('index create users columns=email name=users_email_idx')
    if (made.kind !== 'proposed') throw new Error(JSON.stringify(made))
    expect([...(await inProcess.engine.indexesBuilt('shop', database))]).toEqual([])
    await inProcess.drive(await inProcess.approve(made.change.plan.id))
    const change = await inProcess.engine.findChange(made.change.plan.id)
    expect(change?.outcome).toBe('succeeded')
    const built = await inProcess.engine.indexesBuilt('shop', database)
    expect([...built.keys()]).toEqual(['public.users_email_idx'])
    expect(built.get('public.users_email_idx')).toBe(
      change?.journal.find(({ kind }) => kind === 'done')?.at,
    )
    expect([...(await inProcess.engine.indexesBuilt('shop', 'postgres'))]).toEqual([])
  })
})
