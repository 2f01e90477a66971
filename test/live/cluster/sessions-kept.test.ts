/** Sessions that Howdah reads in are used again, whatever PostgreSQL answers. */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({ tables: ['create table held (i int)'] })
const { managed, database } = howdah
const { cluster } = openShop(howdah)
const { primary } = await cluster.view()

const own = async () =>
  (await primary.read<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid

const endSecondWait = `select pg_terminate_backend(a.pid) from pg_stat_activity a
  where a.application_name = 'howdah look' and a.wait_event_type = 'Lock' and exists (
    select from pg_stat_activity beside where beside.application_name = 'howdah look' and beside.query like 'with wait%')`

describe('a session to read in', () => {
  test.each([
    ['a right that is missing', 'explain select from public.held', 'sql.42501'],
    ['a name that is not there', 'select nothing', 'sql.42703'],
    ['a write', 'create table more (i int)', 'sql.25006'],
    ['a value that cannot be computed', 'select 1 / 0', 'sql.22012'],
  ])('outlasts %s', async (_, statement, code) => {
    const before = await own()
    await expect(primary.read(statement)).rejects.toMatchObject({ code })
    expect(await own()).toBe(before)
  })

  test('that the server ends is replaced by the next', async () => {
    const before = await own()
    await expect(
      primary.read('select pg_terminate_backend(pg_backend_pid())'),
    ).rejects.toMatchObject({ unknown: true })
    expect(await own()).not.toBe(before)
  })

  test('may end while it waits for a lock once more', async () => {
    const holder = await managed.connect(database)
    await holder.query('begin')
    await holder.query('lock table held in access exclusive mode')
    const read = primary.read(`select pg_relation_size('public.held')`)
    const ended = read.catch((error: unknown) => error)
    // A second wait is watched by a session beside it.
    await expect
      .poll(() => managed.query(database, endSecondWait), { timeout: 110_000 })
      .toHaveLength(1)
    expect(await ended).toMatchObject({ code: 'sql.57P01', unknown: true })
    await holder.end()
    expect(await own()).toEqual(expect.any(Number))
  })
})
