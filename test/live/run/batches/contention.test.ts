/** Batches whose rows the application has locked: the batch is rolled back, and sent again. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startCounting } from '#test/support/batches/counted'

const { howdah, house, count, table, counts, read } = await startCounting()
const { managed, database } = howdah

const open = async (): Promise<Client> => {
  const client = await managed.connect(database)
  onTestFinished(() => client.end())
  return client
}

/** Whether the server has told a session of Howdah so. */
const isTold = (words: string): boolean =>
  managed
    .log()
    .split('\n')
    .some(line => line.includes('howdah@') && line.includes(words))

describe('batches', () => {
  test('wait briefly for a locked row, so that nobody queues behind them', async () => {
    await table('locked', 'id bigint primary key', 'i', 30)
    const holder = await open()
    await holder.query('begin')
    await holder.query('update locked set n = n where id = 15')
    const { id, run } = await count('locked', { rows: 10 })
    const driven = house.drive(run)
    await expect
      .poll(() => counts('locked'), { timeout: 60_000 })
      .toContainEqual({ n: 1, rows: 10 })
    await holder.query('commit')
    await driven
    expect((await read(id)).outcome).toBe('succeeded')
    expect(await counts('locked')).toEqual([{ n: 1, rows: 30 }])
  })

  test('name who holds a lock for longer than a batch may last', async () => {
    await table('kept', 'id bigint primary key', 'i', 30)
    const holder = await open()
    await holder.query('begin')
    await holder.query('update kept set n = n where id = 15')
    const { id, run } = await count('kept', { rows: 10, undo: 'no', deadline: 3 })
    await house.drive(run)
    const change = await read(id)
    expect(change.outcome).toBe('failed')
    expect(change.ending).toContain('The batch of id 11 to 20 was rolled back')
    expect(change.ending).toContain('gave up waiting for a lock')
    await holder.query('rollback')
  })

  test('are sent again when a deadlock with the application ends them, and each row is done once', async () => {
    await table('crossed', 'id bigint primary key', 'i', 30)
    // Usually Howdah stops waiting long before PostgreSQL looks for a deadlock.
    await managed.run('postgres', `alter role howdah set deadlock_timeout = '10ms'`)
    onTestFinished(() => managed.run('postgres', 'alter role howdah reset deadlock_timeout'))
    const [keeper, app] = [await open(), await open()]
    await app.query(`set deadlock_timeout = '1h'`)
    // No batch gets by before the deadlock.
    await keeper.query('begin; update crossed set n = n where id = 20')
    const slowly = 'n + 1 + (pg_sleep(0.05) is null)::int'
    const { id, run } = await count('crossed', { rows: 10, add: slowly, deadline: 200 })
    const driven = house.drive(run)
    while (!isTold('deadlock detected')) {
      await app.query('begin; update crossed set n = n where id = 15')
      const free = () =>
        managed.query(database, 'select from crossed where id = 11 for update skip locked')
      await expect.poll(free, { timeout: 110_000, interval: 10 }).toEqual([])
      // The other order: the batch has 11 and comes to 15.
      await app.query('update crossed set n = n where id = 11')
      await app.query('rollback')
    }
    await keeper.query('rollback')
    await driven
    expect((await read(id)).outcome).toBe('succeeded')
    expect(await counts('crossed')).toEqual([{ n: 1, rows: 30 }])
  })

  test('are sent again after a serialization failure: the application moved a row to another partition', async () => {
    await managed.run(
      database,
      'set role app; create table moved (id int, part int, n int default 0, primary key (id, part)) partition by list (part)',
      'set role app; create table moved_0 partition of moved for values in (0)',
      'set role app; create table moved_1 partition of moved for values in (1)',
      'set role app; insert into moved select i, 0 from generate_series(1, 30) i',
    )
    const [keeper, app] = [await open(), await open()]
    await keeper.query('begin; update moved set n = n where id = 20')
    const { rows } = await app.query<{ pid: number }>('select pg_backend_pid() as pid')
    const { id, run } = await count('moved', { rows: 10, deadline: 200 })
    const driven = house.drive(run)
    const words = 'was already moved to another partition'
    // A batch that stops waiting in time gets another error: the next row then.
    for (const row of [11, 12, 13, 14, 15, 16, 17, 18, 19]) {
      if (isTold(words)) break
      await app.query(`begin; update moved set part = 1 where id = ${row}`)
      const waiting = () =>
        managed.query(
          database,
          'select from pg_stat_activity where $1 = any (pg_blocking_pids(pid))',
          [rows[0]?.pid],
        )
      await expect.poll(waiting, { timeout: 110_000, interval: 5 }).toHaveLength(1)
      await app.query('commit')
    }
    expect(isTold(words)).toBe(true)
    await keeper.query('rollback')
    await driven
    expect((await read(id)).outcome).toBe('succeeded')
    expect(await counts('moved')).toEqual([{ n: 1, rows: 30 }])
  })
})
