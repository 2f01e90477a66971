/** The room that an index takes, and refusals for want of room. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { lookAtRequested } from '#cluster/facts/index/requested'
import { tryIndex } from '#cluster/facts/index/trial'
import { walOf } from '#cluster/facts/node/wal'
import type { PlanBody } from '#model/plan'
import { isRefusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import { indexInput, textOf } from '#playbooks/index/create-input'
import { sizeOf } from '#playbooks/index/create-size'
import { indexReindex } from '#playbooks/index/reindex'
import { startHowdah } from '#test/support/howdah'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { openShop } from '#test/support/shop'
import { tinyDisk } from '#test/support/tiny-disk'

const howdah = await startHowdah({
  managed: await testServer({
    log_statement: 'all',
    ...profile.settings,
    archive_mode: 'on',
  }),
  tables: [
    `create table things (i int, t text, ts timestamptz, j jsonb, p point, wide text)`,
    `insert into things select i, md5(i::text), now() + i * interval '1 s', jsonb_build_object('k' || i % 100, i), point(i, i),
       repeat(md5(i::text), 20) from generate_series(1, 20000) i`,
    `analyze things`,
    `create table grown as select generate_series(1, 10000) i`,
    'analyze grown',
    'insert into grown select * from grown',
    `create table unknown (i int, t text)`,
    `insert into unknown select i, md5(i::text) from generate_series(1, 20000) i`,
  ],
})
// Statistics tell the width of values; without this right only the types do.
await howdah.managed.run('postgres', 'grant pg_read_all_data to howdah')
const { cluster } = openShop(howdah)

const look = async (wish: Readonly<Record<string, string>>) => {
  const input = indexInput.parse({ table: 'things', ...wish })
  const view = await cluster.view()
  const facts = await lookAtRequested(view, textOf(input))
  if (facts.found !== 'one') throw new Error(facts.found)
  const tried = await tryIndex(view, textOf(input), facts)
  if (tried?.kind !== 'tried') throw new Error(JSON.stringify(tried))
  return { input, facts, tried }
}

const planned = async (wish: Readonly<Record<string, string>>): Promise<PlanBody> => {
  const made = await indexCreate.prepare(
    await cluster.view(),
    indexCreate.input.parse({ table: 'things', ...wish }),
  )
  if (isRefusal(made)) throw new Error(made.because)
  return made.body
}

/** The WAL of a tiny index is mostly that of the catalogues, by how long ago the last checkpoint was. */
const atLeast64kB = (bytes: number): number => Math.max(bytes, 65_536)

const lsn = 'select pg_current_wal_lsn()::text as lsn'

const valueOf = (body: PlanBody, label: string): string | undefined =>
  body.estimates.find(one => one.label === label)?.value

describe('index.create', () => {
  test.each([
    ['i', 'btree'],
    ['t', 'btree'],
    ['lower(wide)', 'btree'],
    ['t', 'hash'],
    ['p', 'gist'],
    ['t', 'spgist'],
    ['ts', 'brin'],
  ])(
    'knows about how large %s with %s gets, and how much WAL is written',
    async (columns, method) => {
      const { input, facts, tried } = await look({ columns, method })
      const expected = sizeOf(input.method, tried, facts.table) ?? Number.NaN
      const [before] = await howdah.managed.query<{ lsn: string }>(howdah.database, lsn)
      await howdah.managed.run(
        howdah.database,
        `create index concurrently measured on things using ${method} (${columns})`,
      )
      const [row] = await howdah.managed.query<{ bytes: number; wal: number }>(
        howdah.database,
        `select pg_relation_size('measured')::float8 as bytes, (pg_current_wal_lsn() - $1)::float8 as wal`,
        [before?.lsn],
      )
      await howdah.managed.run(howdah.database, 'drop index measured')
      for (const factor of [
        expected / (row?.bytes ?? 0),
        atLeast64kB(walOf(method, row?.bytes ?? 0)) / atLeast64kB(row?.wal ?? 0),
      ]) {
        expect(factor).toBeGreaterThan(0.3)
        expect(factor).toBeLessThan(4)
      }
    },
  )

  test('knows about how large an index of a table gets that was never analysed', async () => {
    const { tried, facts } = await look({ table: 'unknown', columns: 't' })
    expect(facts.table.rows).toBeNull()
    expect(tried.rows).toBeGreaterThan(10_000)
    expect(tried.rows).toBeLessThan(40_000)
    expect(valueOf(await planned({ table: 'unknown', columns: 't' }), 'Size')).toMatch(
      /^about (\d+ kB|\d\.\d MB), on/,
    )
  })

  test('does not know it where a trigger lets nobody make a table to try it on', async () => {
    await howdah.managed.run(
      howdah.database,
      `create function guarded() returns event_trigger language plpgsql as
         'begin raise exception ''no tables by hand''; end'`,
      `create event trigger guard on ddl_command_start when tag in ('CREATE TABLE') execute function guarded()`,
    )
    onTestFinished(() => howdah.managed.run(howdah.database, 'drop event trigger guard'))
    const made = await planned({ columns: 'i' })
    expect(valueOf(made, 'Size')).toContain('not known')
    expect(made.notes[0]).toContain(
      'could not be tested first: the event trigger guard would run, and nothing of the database runs before an approval',
    )
  })

  test('counts the rows that came since a table was analysed', async () => {
    const { tried } = await look({ table: 'grown', columns: 'i' })
    expect(tried.rows).toBeGreaterThan(15_000)
    expect(tried.rows).toBeLessThan(25_000)
  })

  test('says about, counts the rows that fit, and gives the grant where nobody can count', async () => {
    const about = /^about \S+ [kM]B, on a table of \d+ MB$/
    expect(valueOf(await planned({ columns: 't' }), 'Size')).toMatch(about)
    const where = 'i > 18000'
    expect(valueOf(await planned({ columns: 't', where }), 'Size')).toMatch(about)
    expect((await look({ columns: 't', where })).tried.rows).toBeLessThan(4_000)
    await howdah.managed.run('postgres', 'revoke pg_read_all_data from howdah')
    const unread = await planned({ columns: 't', where })
    expect(valueOf(unread, 'Size')).toMatch(/^not known, on a table of \d+ MB$/)
    expect(unread.notes.join()).toMatch(
      /may not read public\.\S+, .*`GRANT SELECT ON public\.\S+ TO howdah;` helps/,
    )
    // A text may have any width; a number has its own.
    expect(valueOf(await planned({ columns: 't' }), 'Size')).toContain('not known')
    expect(valueOf(await planned({ columns: 'i' }), 'Size')).toMatch(about)
    await howdah.managed.run('postgres', 'grant pg_read_all_data to howdah')
  })

  test('sees that the WAL stays beside the index, and says how much is written', async () => {
    const { wal } = (await look({ columns: 't' })).tried
    expect(wal).toMatchObject({ keptBy: null, replicas: false, disk: { shared: true } })
    expect(valueOf(await planned({ columns: 't' }), 'WAL')).toMatch(/^about \S+ [kM]B$/)
  })

  test('writes no WAL for an unlogged table', async () => {
    await howdah.managed.run(howdah.database, 'set role app; create unlogged table scratch (i int)')
    const body = await planned({ table: 'scratch', columns: 'i' })
    expect(valueOf(body, 'Size')).toBeDefined()
    expect(valueOf(body, 'WAL')).toBeUndefined()
  })

  test('names a slot that keeps all WAL, unless slots have a limit', async () => {
    const { managed } = howdah
    await managed.run('postgres', `select pg_create_physical_replication_slot('left', true)`)
    const note =
      'All WAL of it stays on disk because of the replication slot left, which nobody reads.'
    const notes = async () => (await planned({ columns: 't' })).notes.join()
    expect(await notes()).toContain(note)
    await managed.run('postgres', `alter system set max_slot_wal_keep_size = '64MB'`)
    await managed.run('postgres', 'select pg_reload_conf()')
    await expect.poll(notes, { timeout: 110_000 }).not.toContain(note)
    await managed.run('postgres', `select pg_drop_replication_slot('left')`)
  })

  test('names an archive that fails', async () => {
    const { managed } = howdah
    await managed.run('postgres', `alter system set archive_command = 'false'`)
    await managed.run('postgres', 'select pg_reload_conf()')
    const notes = async () => {
      // The archiver may take a further file before hearing of the change.
      await managed.run('postgres', `select pg_create_restore_point('one more'), pg_switch_wal()`)
      return (await planned({ columns: 't' })).notes.join()
    }
    await expect
      .poll(notes, { timeout: 110_000, interval: 500 })
      .toContain('All WAL of it stays on disk because of the archive, which fails.')
    await managed.run('postgres', `alter system set archive_command = 'true'`)
    await managed.run('postgres', 'select pg_reload_conf()')
  })
})

describe('index.reindex', () => {
  test('says how much WAL is written', async () => {
    await howdah.managed.run(
      howdah.database,
      'set role app; create index things_t_idx on things (t)',
    )
    const made = await indexReindex.prepare(await cluster.view(), { index: 'things_t_idx' })
    if (isRefusal(made)) throw new Error(made.because)
    expect(valueOf(made.body, 'WAL')).toMatch(/^about \S+ [kM]B$/)
    await howdah.managed.run(howdah.database, 'drop index things_t_idx')
  })
})

const disk = tinyDisk()

describe.skipIf(disk === undefined)('a disk of its own (needs root, for mount)', () => {
  afterAll(async () => {
    await howdah.managed.run(
      'postgres',
      `alter database ${howdah.database} reset default_tablespace`,
    )
    await howdah.managed.stop()
    execFileSync('umount', ['-l', disk ?? ''])
    rmSync(disk ?? '', { recursive: true })
  })

  test('is looked at where the index would go, and refused by name', async () => {
    await howdah.managed.run('postgres', `create tablespace tiny location '${disk}'`)
    await howdah.managed.run(
      'postgres',
      'grant create on tablespace tiny to app',
      `alter database ${howdah.database} set default_tablespace = 'tiny'`,
    )
    const made = await indexCreate.prepare(
      await cluster.view(),
      indexCreate.input.parse({ table: 'things', columns: 'wide' }),
    )
    expect(made).toMatchObject({
      because: expect.stringMatching(/shop-1 \(tablespace tiny\) has .+ free\.$/),
    })
    expect((await look({ columns: 'wide' })).tried.wal?.disk?.shared).toBe(false)
  })

  test('stands in the way of a rebuild too', async () => {
    await howdah.managed.run(
      howdah.database,
      'create index things_small_idx on things (i) where i < 20000 and i > 0',
      'create index things_less_idx on things (i) where i < 15000 and i > 0',
    )
    const made = await indexReindex.prepare(await cluster.view(), { index: 'things_small_idx' })
    expect(made).toMatchObject({
      because: expect.stringMatching(
        /^The rebuild may need about .+, and shop-1 \(tablespace tiny\) has .+ free\.$/,
      ),
    })
  })
})
