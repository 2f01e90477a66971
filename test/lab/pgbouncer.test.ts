import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { ownPid, sharesBackends } from '#cluster/drivers/session/shared-session'
import { readConfig } from '#config/read-config'
import { freePort } from '#local/postgres/server'
import { handOf, sending } from '#test/support/acting'
import { cli } from '#test/support/cli'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { hasPgbouncer, startPgbouncer } from '#test/support/pgbouncer'
import { testServer } from '#test/support/postgres'
import { carefully, carefulRoles } from '#test/support/profile'

const managed = await testServer()
await carefulRoles(managed)
/** Where the inventory says that the server is, and where each test starts a PgBouncer. */
const port = await freePort()
const howdah = await startHowdah({
  managed,
  prepare: carefully,
  tables: ['create table users (id int, email text)'],
  cluster: { nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${port}` }] },
})
const inProcess = openInProcess(howdah)
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')

const pooled = (settings: Readonly<Record<string, string>>) =>
  startPgbouncer(port, { server: managed, login: 'howdah' }, settings)

/** What people read, whether answered or thrown to the edge. */
const said = async (text: string): Promise<string> =>
  JSON.stringify(
    await inProcess
      .say(text)
      .catch((error: Error & { instead?: string }) => `${error.message} ${error.instead}`),
  )

const checked = async (): Promise<string> => (await cli(howdah.env, 'config', 'check')).out

const opened = () => {
  const cluster = openCluster(config)
  onTestFinished(() => cluster.close())
  return cluster
}

const direct = 'Howdah needs a direct connection: let the inventory name the server itself.'

describe.skipIf(!hasPgbouncer)('PgBouncer (needs /usr/sbin/pgbouncer)', () => {
  test('that refuses the settings of a session is named by every look, with what to do', async () => {
    await pooled({})
    const refused = `A pooler answers for shop-1, and refuses: unsupported startup parameter: options. ${direct}`
    for (const typed of [
      'status',
      'doctor',
      'index list users',
      'index create users columns=email',
      'session cancel 1 reason=test',
    ])
      expect(await said(typed), typed).toContain(refused)
    expect(await checked()).toContain(`But: ${refused}`)
  })

  test.each([
    ['transaction', null, 'Nothing was done.'],
    ['session', null, 'Nothing was done.'],
    // Without the settings a look takes a transaction, which this mode refuses.
    ['statement', 'A pooler answers for shop-1, and refuses: ', null],
  ])(
    'that drops the settings and pools by %s is refused for acting, and nothing is left',
    async (pool_mode, looked, ending) => {
      await pooled({ pool_mode, ignore_startup_parameters: 'options' })
      const refused =
        'Between Howdah and shop-1 (shop) stands a pooler that drops the settings of Howdah’s sessions, so nothing is done there.'
      expect(await said('status')).toContain(looked ?? 'every node answers (shop-1)')
      expect(await said('doctor')).toContain(
        looked ?? `howdah can do nothing on shop-1. ${refused} ${direct}`,
      )
      expect(await checked()).toContain(`But: ${refused} ${direct}`)
      const plan = /p-[a-z0-9]{7}/.exec(await said('index create users columns=email'))?.[0]
      if (plan !== undefined) await inProcess.drive(await inProcess.approve(plan))
      const ended = plan === undefined ? null : await inProcess.engine.findChange(plan)
      expect(ended?.ending ?? null).toBe(ending === null ? null : `${refused} ${ending}`)
      const cluster = opened()
      const action = sending(howdah.database, 'select 1')
      const attempts = Array.from({ length: 8 }, () => handOf(cluster, action))
      for (const one of await Promise.allSettled(attempts))
        expect(one).toMatchObject({ reason: { message: refused } })
      const locks = `select from pg_locks where locktype = 'advisory'`
      expect(await managed.query(howdah.database, locks)).toEqual([])
      const indexes = `select from pg_index where indrelid = 'users'::regclass`
      expect(await managed.query(howdah.database, indexes)).toEqual([])
    },
  )

  test.each(['transaction', 'session'])(
    'that drops the settings and pools by %s is read with these settings all the same',
    async pool_mode => {
      await managed.run(
        howdah.database,
        'create schema theirs',
        'grant usage on schema theirs to howdah',
        // Each fits better than the one of the catalogue, which takes numeric or any type.
        `create function theirs.round(float8, int) returns numeric language plpgsql as 'begin raise exception ''ours''; end'`,
        `create function theirs.format(text, name, name) returns text language plpgsql as 'begin raise exception ''ours''; end'`,
        'create table theirs.seen (at timestamptz)',
        "create index seen_idx on theirs.seen (at) where at > timestamptz '2026-03-04 05:06:07+00'",
        `alter database ${howdah.database} set search_path to theirs, pg_catalog`,
        `alter database ${howdah.database} set datestyle to 'SQL, DMY'`,
        `alter database ${howdah.database} set timezone to 'Asia/Kolkata'`,
        `alter database ${howdah.database} set quote_all_identifiers to on`,
      )
      onTestFinished(() =>
        managed.run(
          howdah.database,
          'drop schema theirs cascade',
          `alter database ${howdah.database} reset all`,
        ),
      )
      await pooled({ pool_mode, ignore_startup_parameters: 'options' })
      const cluster = opened()
      const { primary } = await cluster.view()
      for (const again of ['first', 'second'])
        expect(
          await primary.read(
            `select current_setting('search_path') as path, current_setting('transaction_read_only') as "readOnly",
               current_setting('statement_timeout') as timeout, timestamptz '2026-03-04 05:06:07+00' as at,
               timestamptz '2026-03-04 05:06:07+00'::text as said`,
          ),
          again,
        ).toEqual([
          {
            path: 'pg_catalog',
            readOnly: 'on',
            timeout: '10s',
            at: new Date('2026-03-04T05:06:07Z'),
            said: '2026-03-04 05:06:07+00',
          },
        ])
      await expect(primary.read('create table made (id int)')).rejects.toThrow('read-only')
      expect(await said('index list theirs.seen')).toContain(
        `CREATE INDEX seen_idx ON theirs.seen USING btree (at) WHERE (at > '2026-03-04 05:06:07+00'::timestamp with time zone)`,
      )
      expect(await said('index create users columns=lower(email)')).toContain('lower(email)')
    },
  )

  test.each(['1', '2'])(
    'with a pool of %s that shares backends is recognised by it',
    async default_pool_size => {
      await pooled({ pool_mode: 'transaction', default_pool_size })
      const url = `postgres://howdah:howdah@127.0.0.1:${port}/${howdah.database}`
      const sessions = [1, 2].map(() => new Client({ connectionString: url }))
      const pids = sessions.map(
        one => () => ownPid(async text => (await one.query(text)).rows as never),
      )
      for (const one of sessions) await one.connect()
      for (const one of sessions) onTestFinished(() => one.end())
      const [first, second] = pids
      if (!first || !second) throw new Error('two sessions')
      const pid = await first()
      const other = async () => {
        await sessions[1]?.query('begin')
        return second()
      }
      expect(await sharesBackends(pid, other, first)).toBe(true)
    },
  )

  test('whose pool is used up is named', async () => {
    await pooled({
      pool_mode: 'session',
      ignore_startup_parameters: 'options',
      default_pool_size: '1',
      query_wait_timeout: '1',
    })
    const url = `postgres://howdah:howdah@127.0.0.1:${port}/${howdah.database}`
    const holder = new Client({ connectionString: url })
    await holder.connect()
    onTestFinished(() => holder.end())
    await holder.query('select 1')
    await expect(opened().view()).rejects.toThrow(
      'A pooler answers for shop-1, and refuses: query_wait_timeout',
    )
  })
})
