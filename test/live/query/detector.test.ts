import { describe, expect, onTestFinished, test } from 'vitest'
import { openDetector } from '#monitor/detector'
import { startHowdah } from '#test/support/howdah'
import { observer } from '#test/support/profile'
import { searchedTable } from '#test/support/searching'
import { openShop } from '#test/support/shop'

const howdah = await startHowdah({ tables: searchedTable })
const { cluster } = openShop(howdah)

/** The application's work, in a session that ends: only then are the scans counted for certain. */
const search = async (times: number, by: 'lower' | 'upper' = 'lower'): Promise<void> => {
  const client = await howdah.managed.connect(howdah.database)
  await client.query('set role app')
  for (let call = 0; call < times; call += 1)
    await client.query(`select id from users where ${by}(email) = $1`, [`user${call}@example.com`])
  await client.end()
}

/** Twenty statements, each with 0.3 s of the database's time, no two alike. */
const heavier = async (of: number): Promise<void> => {
  const client = await howdah.managed.connect(howdah.database)
  await client.query('set role app')
  for (let place = 0; place < 20; place += 1)
    await client.query(`select pg_sleep(0.3)${', 1'.repeat(of * 20 + place)}`)
  await client.end()
}

/** Seconds of a clock that goes on only when the test says so. */
const openWithClock = () => {
  const clock = { seconds: 0 }
  return { clock, detector: openDetector(cluster, () => clock.seconds * 1_000) }
}

await howdah.managed.run(
  howdah.database,
  `alter table users add joined timestamptz default '2026-11-01', add tags text[] default '{b}', add kind text default 'often'`,
  `update users set kind = 'kind ' || id % 9`,
  'analyze users',
)

describe('the detector', () => {
  test.each([10, 61, 3_600])('finds what was slow between two looks %d s apart', async apart => {
    const { clock, detector } = openWithClock()
    expect(await detector.look()).toBeUndefined()
    await search(30)
    clock.seconds += apart
    const finding = await detector.look()
    expect(finding).toMatchObject({ calls: 30, seconds: apart, cluster: 'shop' })
    expect(finding?.command).toContain('index create table=users columns=lower(email)')
    expect(finding?.rowsRead).toBeGreaterThan(50_000)
  })

  test('counts what parallel workers read as read by one call', async () => {
    const { clock, detector } = openWithClock()
    await detector.look()
    const client = await howdah.managed.connect(howdah.database)
    for (const cost of [
      'parallel_setup_cost',
      'parallel_tuple_cost',
      'min_parallel_table_scan_size',
    ])
      await client.query(`set ${cost} = 0`)
    const statement = `select id from users where lower(email) = 'nobody'`
    const { rows: plan } = await client.query(`explain ${statement}`)
    expect(JSON.stringify(plan)).toContain('Workers Planned')
    for (let call = 0; call < 30; call += 1) await client.query(statement)
    await client.end()
    clock.seconds += 10
    expect((await detector.look())?.rowsRead).toBeGreaterThan(50_000)
  })

  test('forgets after a minute what was slow before', async () => {
    const { clock, detector } = openWithClock()
    await detector.look()
    await search(30)
    clock.seconds += 61
    expect(await detector.look()).toMatchObject({ calls: 30 })
    clock.seconds += 30
    expect(await detector.look()).toBeNull()
  })

  test('tells the figures of a finding that is over, once they are of half a minute after that', async () => {
    const { clock, detector } = openWithClock()
    await detector.look()
    await search(30)
    clock.seconds += 61
    const key = (await detector.look())?.key ?? ''
    expect(detector.resolved(key)).toBeUndefined()
    await howdah.managed.run(howdah.database, 'create index now_fast on users (lower(email))')
    onTestFinished(() => howdah.managed.run(howdah.database, 'drop index now_fast'))
    await search(30)
    clock.seconds += 40
    expect(await detector.look()).toBeNull()
    // Such a window may reach back before the index: only the next one tells.
    expect(detector.resolved(key)).toBeUndefined()
    await search(25)
    clock.seconds += 30
    expect(await detector.look().then(() => detector.resolved(key))).toMatchObject({ calls: 25 })
  })

  test('counts no past that it could not see before', async () => {
    await search(30)
    await howdah.managed.run('postgres', `revoke pg_monitor from ${observer}`)
    onTestFinished(() => howdah.managed.run('postgres', `grant pg_monitor to ${observer}`))
    const { clock, detector } = openWithClock()
    await expect(detector.look()).rejects.toThrow('does not see what others run')
    await howdah.managed.run('postgres', `grant pg_monitor to ${observer}`)
    clock.seconds += 10
    expect(await detector.look()).toBeUndefined()
    await search(20)
    clock.seconds += 10
    expect(await detector.look()).toMatchObject({ calls: 20, seconds: 10 })
  })

  test('begins anew after a reset, however many calls there are by then', async () => {
    const { clock, detector } = openWithClock()
    await search(1)
    await detector.look()
    await howdah.managed.run(howdah.database, 'select pg_stat_statements_reset()')
    await search(30)
    clock.seconds += 10
    expect(await detector.look()).toBeUndefined()
    await search(25)
    clock.seconds += 10
    expect(await detector.look()).toMatchObject({ calls: 25, seconds: 10 })
  })

  test('counts no past of what was lighter than three hundred others', async () => {
    await search(1, 'upper')
    await Promise.all(Array.from({ length: 16 }, (_, of) => heavier(of)))
    const { clock, detector } = openWithClock()
    await detector.look()
    await search(19, 'upper')
    clock.seconds += 10
    expect(await detector.look()).toBeNull()
  })

  test.each([
    [
      'would give another result tomorrow',
      `select count(*) from users where date(joined) = '2026-11-01'`,
    ],
    ['no B-tree could serve', `select id from users where 'a' = any(tags)`],
    [
      'finds most of the rows that are read',
      `select id from users where kind like 'kind%' and kind >= 'kind'`,
    ],
  ])('offers no index that %s', async (_, statement) => {
    const { clock, detector } = openWithClock()
    await detector.look()
    const client = await howdah.managed.connect(howdah.database)
    for (let call = 0; call < 30; call += 1) await client.query(statement)
    await client.end()
    clock.seconds += 10
    expect(await detector.look()).toBeNull()
  })
})

/** What is found after thirty calls. */
const foundAfter = async (statement: string) => {
  const { clock, detector } = openWithClock()
  await detector.look()
  const client = await howdah.managed.connect(howdah.database)
  for (let call = 0; call < 30; call += 1) await client.query(statement)
  await client.end()
  clock.seconds += 10
  return detector.look()
}

// Large enough for each scan to take its time on a fast machine, too.
await howdah.managed.run(
  howdah.database,
  'create table visitors (id int, email text, kind text)',
  `insert into visitors select i, 'user' || i || '@example.com', 'kind ' || i % 9 from generate_series(1, 400000) i`,
  'alter table visitors owner to app',
  'analyze visitors',
)

describe('rows that come back and do not tell how many fit', () => {
  const counted = 'select count(*) from visitors where'

  test('make an offer that says what was not checked, without the right to read', async () => {
    expect(await foundAfter(`${counted} kind = 'kind 1'`)).toMatchObject({
      command: 'index create table=visitors columns=kind cluster=shop',
      unchecked: 'Howdah’s login may not read public.visitors',
    })
  })

  test('make an offer only where the planner expects few to fit', async () => {
    const { managed, database } = howdah
    await managed.run(database, `grant select on visitors to ${observer}`)
    onTestFinished(() => managed.run(database, `revoke select on visitors from ${observer}`))
    expect(await foundAfter(`${counted} email = 'user1@example.com'`)).toMatchObject({
      command: 'index create table=visitors columns=email cluster=shop',
      unchecked: null,
    })
    for (const most of [
      `${counted} kind = 'kind 2'`,
      `${counted} kind in ('kind 2', 'kind 3')`,
      `${counted} id > 100`,
      `select kind from visitors where kind = 'kind 4' group by kind`,
      `select id from visitors where kind = 'kind 5' order by email limit 3`,
    ])
      expect(await foundAfter(most), most).toBeNull()
  })

  test('have nothing planned that could run a function of the database', async () => {
    const { managed, database } = howdah
    await managed.run(
      database,
      `grant select on visitors to ${observer}`,
      'create sequence ran',
      `create function lies(int) returns int language plpgsql immutable as 'begin perform nextval(''public.ran''); return $1; end'`,
      'alter table visitors add constraint checked check (id > lies(0)) not valid',
      `select setval('ran', 1, false)`,
    )
    onTestFinished(() =>
      managed.run(
        database,
        'alter table visitors drop constraint checked',
        `revoke select on visitors from ${observer}`,
      ),
    )
    expect(await foundAfter(`${counted} upper(kind) = 'KIND 1'`)).toMatchObject({
      unchecked: 'planning could run functions of the database that public.visitors depends on',
    })
  })
})

describe('statements of a partitioned table', () => {
  const { managed, database } = howdah
  const months = ['01', '02', '03', '04']

  test('are one finding that offers an index of the whole table', async () => {
    await managed.run(
      database,
      'create table visits (month int, who text) partition by list (month)',
      ...months.map(
        month => `create table visits_${month} partition of visits for values in (${month})`,
      ),
      `insert into visits select m, 'who' || i from generate_series(1, 4) m, generate_series(1, 60000) i`,
      'alter table visits owner to app',
      'analyze visits',
    )
    const whole = {
      command: 'index create table=public.visits columns=lower(who) cluster=shop',
      unchecked: null,
    }
    const { clock, detector } = openWithClock()
    await detector.look()
    const client = await managed.connect(database)
    for (let call = 0; call < 40; call += 1)
      await client.query(
        `select month from visits_${months[call % 4]} where lower(who) = 'who${call}'`,
      )
    await client.end()
    clock.seconds += 10
    const finding = await detector.look()
    expect(finding).toMatchObject({
      ...whole,
      calls: 40,
      key: `shop ${whole.command}`,
      label: expect.stringContaining('(4 partitions)'),
    })
    expect(finding?.rowsRead).toBeGreaterThan(50_000)
    expect(finding?.rowsRead).toBeLessThan(70_000)
  })

  test('that name the whole table read all of its partitions', async () => {
    const finding = await foundAfter(`select month from visits where lower(who) = 'who7'`)
    expect(finding).toMatchObject({
      calls: 30,
      command: 'index create table=visits columns=lower(who) cluster=shop',
    })
    expect(finding?.rowsRead).toBeGreaterThan(200_000)
  })
})
