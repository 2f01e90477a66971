/** What real servers tell about each metric, while load of its kind is made. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readNodeSample } from '#cluster/facts/metric/node-sample'
import type { MetricSample } from '#cluster/facts/metric/sample'
import type { Limit } from '#model/guard'
import { openWatcher } from '#monitor/watcher'
import { startHowdah } from '#test/support/howdah'
import { major } from '#test/support/majors'
import { testCluster, waitsForLock } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const { primary, replica } = await testCluster()
await primary.run('postgres', `alter system set archive_mode = 'on'`)
await primary.restart()
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table users (id int, email text)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const { database } = howdah
const { cluster } = openShop(howdah)
const watcher = openWatcher(new Map([['shop', cluster]]))

/** Both nodes are up: a reading without a node says nothing about either. */
const read = async (limit: Limit): Promise<MetricSample> => {
  const sample = () => watcher.read('shop', database, [limit], new Date()) as Promise<MetricSample>
  await expect.poll(async () => (await sample()).silent, { timeout: 110_000 }).toEqual([])
  return sample()
}

const verdict = (limit: Limit, before: readonly object[], since: readonly object[]) =>
  watcher.judge({ minutes: 5, watches: [limit], onSilence: 'ask' }, before, since, new Date())

const run = (...statements: readonly string[]) => primary.run(database, ...statements)

const open = async (): Promise<Client> => {
  const client = await primary.connect(database)
  onTestFinished(() => client.end())
  return client
}

const failing = async () => {
  for (let call = 0; call < 3; call += 1)
    await run('select 1 / (random() * 0)::int').catch(() => undefined)
}

interface Load {
  readonly limit: () => Promise<Limit> | Limit
  /** Made once, and lasting until the test is over. */
  readonly hold?: () => Promise<unknown>
  /** Made between any two readings. */
  readonly again?: () => Promise<unknown>
  readonly says: RegExp
}

/** Of PostgreSQL; clients of a pool wait in test/live/pool/guards.test.ts. */
const loads: Readonly<Record<Exclude<Limit['metric'], 'waiting clients'>, Load>> = {
  'statement time': {
    limit: async () => {
      await run('select pg_sleep(0.03)')
      const [row] = await primary.query<{ id: string }>(
        database,
        `select queryid::text as id from pg_stat_statements where query like 'select pg_sleep%'`,
      )
      const queryids = [row?.id ?? '']
      const label = '"Sleep"'
      return { metric: 'statement time', queryids, label, factor: null, above: 20, least: 2 }
    },
    again: () => run('select pg_sleep(0.03)', 'select pg_sleep(0.03)'),
    says: /^Mean time of "Sleep" on shop-1 .+ to \d+ ms \(.*limit 20 ms\) over \d+ calls since/,
  },
  rollbacks: {
    limit: () => ({ metric: 'rollbacks', factor: null, above: 0.05, least: 3 }),
    again: failing,
    says: /^Rolled back transactions on shop-1 .+ to \d+ % /,
  },
  'temporary files': {
    limit: () => ({ metric: 'temporary files', factor: null, above: 1_000, least: 0.001 }),
    again: () =>
      run(
        `set work_mem = '64kB'; select count(*) from (select x from generate_series(1, 90000) x order by random()) y`,
      ),
    says: /^Temporary files on shop-1 .+ to .+B\/s /,
  },
  'waiting sessions': {
    limit: () => ({ metric: 'waiting sessions', factor: null, above: 0.5, least: 1 }),
    hold: async () => {
      const [holder, waiting] = [await open(), await open()]
      await holder.query('begin; lock table users')
      const pid = (await waiting.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]
        ?.pid
      void waiting.query('table users').catch(() => undefined)
      await waitsForLock(primary, pid ?? 0)
    },
    says: /^Sessions that wait for a lock on shop-1 .+ to 1 \(limit 0.5\) over \d+ readings since/,
  },
  'waiting commits': {
    limit: () => ({ metric: 'waiting commits', factor: null, above: 0, least: 1 }),
    hold: async () => {
      const named = (who: string) =>
        primary.run(
          'postgres',
          `alter system set synchronous_standby_names = '${who}'`,
          'select pg_reload_conf()',
        )
      await named('nobody')
      onTestFinished(() => named(''))
      void (await open()).query('insert into users values (1)').catch(() => undefined)
      const long = `select from pg_stat_activity where wait_event = 'SyncRep' and state_change < clock_timestamp() - interval '2 s'`
      await expect.poll(() => primary.query('postgres', long), { timeout: 110_000 }).toHaveLength(1)
    },
    says: /^Commits that wait for a replica .+ to 1 \(limit 0\) over \d+ readings since/,
  },
  connections: {
    limit: () => ({ metric: 'connections', factor: null, above: 0.3, least: 1 }),
    hold: () => Promise.all(Array.from({ length: 40 }, open)),
    says: /^Connections in use on shop-1 .+ to \d+ % /,
  },
  'checkpoint requests': {
    limit: () => ({ metric: 'checkpoint requests', factor: null, above: 0.1, least: 0.001 }),
    again: () => run('checkpoint'),
    says: /^Requested checkpoints .+ to [\d.]+ a minute /,
  },
  'replication lag': {
    limit: () => ({ metric: 'replication lag', factor: null, above: 100_000, least: 1 }),
    hold: async () => {
      await replica.run('postgres', 'select pg_wal_replay_pause()')
      onTestFinished(() => replica.run('postgres', 'select pg_wal_replay_resume()'))
    },
    again: () => run('insert into users select generate_series(1, 5000)'),
    says: /^WAL that the slowest replica has yet to replay .+ to .+B \(/,
  },
  WAL: {
    limit: () => ({ metric: 'WAL', factor: null, above: 50_000, least: 0.001 }),
    again: () => run('insert into users select generate_series(1, 9000)'),
    says: /^WAL written .+ to .+B\/s /,
  },
  'failed archiving': {
    limit: () => ({ metric: 'failed archiving', factor: null, above: 0.01, least: 0.001 }),
    hold: async () => {
      await run(`alter system set archive_command = 'false'`, 'select pg_reload_conf()')
      onTestFinished(() => run('alter system reset archive_command', 'select pg_reload_conf()'))
    },
    again: () => run('select pg_logical_emit_message(false, $$$$, $$$$), pg_switch_wal()'),
    says: /^Failed attempts to archive .+ to [\d.]+ a minute /,
  },
}

describe(`the metrics of PostgreSQL ${major}`, () => {
  test.each(Object.entries(loads))('tell of %s', async (_, { limit: ask, hold, again, says }) => {
    const limit = await ask()
    const before = [await read(limit), await read(limit)]
    const quiet = [...before, await read(limit)]
    expect(verdict(limit, before, quiet).kind).not.toBe('breach')
    await hold?.()
    const since = [await read(limit)]
    await expect
      .poll(
        async () => {
          await again?.()
          since.push(await read(limit))
          const judged = verdict(limit, before, since)
          return judged.kind === 'breach' ? judged.sentence : judged
        },
        // Each switch of WAL begins a file of 16 MB.
        { timeout: 110_000, interval: 1_000 },
      )
      .toMatch(says)
  })

  test('say where a login without pg_monitor does not see the sessions of others', async () => {
    await primary.run('postgres', `create role blind login password 'blind'`)
    const client = await primary.connect(database, 'blind', 'blind')
    onTestFinished(() => client.end())
    const sample = await readNodeSample(
      { read: async <Row>(text: string) => (await client.query<object & Row>(text)).rows },
      major,
    )
    expect(sample).toMatchObject({ sees: false, followers: { behindBytes: null } })
  })

  test('say after a crash that counters began anew', async () => {
    const limit: Limit = { metric: 'WAL', factor: null, above: 1, least: 0.001 }
    const before = [await read(limit), await read(limit)]
    const victim = await primary.connect(database)
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
    const ended = new Promise(resolve => victim.once('end', resolve))
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
    await ended
    await expect
      .poll(async () => verdict(limit, before, [...before, await read(limit)]), {
        timeout: 110_000,
      })
      .toMatchObject({
        kind: 'not measurable',
        because: expect.stringContaining('the counters of shop-1 began anew') as string,
      })
  })
})
