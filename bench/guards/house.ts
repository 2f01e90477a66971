/** A server whose databases are clusters of their own, each with traffic that can be made to suffer. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import { measure } from '../baseline/measure.ts'

/** A setting for each guard, since clusters share the server; all take 101. */
export const settings = `
  geqo_threshold wal_writer_delay geqo_pool_size geqo_generations
  commit_siblings from_collapse_limit join_collapse_limit bgwriter_lru_maxpages
  bgwriter_delay deadlock_timeout autovacuum_analyze_threshold autovacuum_naptime
  autovacuum_vacuum_insert_threshold autovacuum_vacuum_threshold backend_flush_after bgwriter_flush_after
  checkpoint_flush_after checkpoint_warning commit_delay default_statistics_target
  effective_cache_size effective_io_concurrency gin_fuzzy_search_limit gin_pending_list_limit
  log_autovacuum_min_duration log_rotation_age log_rotation_size log_startup_progress_interval
  log_temp_files logical_decoding_work_mem maintenance_io_concurrency maintenance_work_mem
  max_parallel_apply_workers_per_subscription max_parallel_maintenance_workers max_parallel_workers max_parallel_workers_per_gather
  max_pred_locks_per_page max_standby_archive_delay max_standby_streaming_delay max_sync_workers_per_subscription
  min_parallel_index_scan_size min_parallel_table_scan_size recovery_min_apply_delay temp_buffers
  vacuum_freeze_table_age vacuum_freeze_min_age wal_receiver_status_interval wal_retrieve_retry_interval
  wal_skip_threshold work_mem
`
  .trim()
  .split(/\s+/)

/** A call is made after each such time, in ms: enough for a figure, little enough for a small machine. */
const pauseMs = 20

export interface Cluster {
  readonly name: string
  readonly queryid: string
  /** Makes each call of the traffic 20 ms longer, or as short as before. */
  harm(on: boolean): Promise<void>
}

export interface GuardHouse {
  readonly clusters: readonly Cluster[]
  readonly env: Readonly<Record<string, string>>
  /** Starts another process; the answer kills it. */
  start(name: string): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** `portOf` gives the port by which Howdah reaches a cluster, by number and the server's own port. */
export const openGuardHouse = async (
  count: number,
  portOf: (place: number, port: number) => Promise<number> = async (_, port) => port,
): Promise<GuardHouse> => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
  chmodSync(dir, 0o755)
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.toReversed()) await one()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const secrets = localSecrets(dir)
    const servers = join(dir, 'servers')
    giveToServers(servers)
    const managed = await startPostgres({
      dir: join(servers, 'managed'),
      settings: { fsync: 'off', autovacuum: 'off', max_connections: 400 },
    })
    stops.push(() => managed.stop())
    const within = async (database: string, ...statements: readonly string[]) => {
      const client = new Client({ connectionString: managed.url(database) })
      await client.connect()
      for (const statement of statements) await client.query(statement)
      return client
    }
    const root = await within(
      'postgres',
      `create role howdah login password '${secrets.howdah}'`,
      'grant pg_monitor, pg_signal_backend to howdah',
      `grant alter system on parameter ${settings.join(', ')} to howdah`,
    )
    stops.push(() => root.end())
    const over = new AbortController()
    const openCluster = async (place: number): Promise<Cluster> => {
      const name = `c${place + 1}`
      await root.query(`create database ${name}`)
      const client = await within(
        name,
        'create extension pg_stat_statements',
        'create table harm (ms float8)',
        'insert into harm values (0)',
        `create function work() returns void language plpgsql as $$
           declare t float8; begin select ms into t from harm; perform pg_sleep(t / 1000); end $$`,
        'grant execute on function pg_reload_conf() to howdah',
        'grant execute on function pg_show_all_file_settings() to howdah',
        'grant select on pg_file_settings to howdah',
        'select work()',
      )
      const { rows } = await client.query<{ id: string }>(
        `select queryid::text as id from pg_stat_statements where query = 'select work()'
           and dbid = (select oid from pg_database where datname = current_database())`,
      )
      const going = (async () => {
        const traffic = await within(name)
        while (!over.signal.aborted) {
          await traffic.query('select work()')
          await sleep(pauseMs)
        }
        await traffic.end()
      })()
      stops.push(async () => {
        over.abort()
        await going
        await client.end()
      })
      return {
        name,
        queryid: rows[0]?.id ?? '',
        harm: async on => void (await client.query(`update harm set ms = ${on ? 20 : 0}`)),
      }
    }
    const clusters: Cluster[] = []
    for (let place = 0; place < count; place += 1) clusters.push(await openCluster(place))
    const control = await startControl(servers, secrets)
    stops.push(() => control.stop())
    const ports = await Promise.all(clusters.map((_, place) => portOf(place, managed.port)))
    const config = join(dir, 'howdah.json')
    writeFileSync(
      config,
      JSON.stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
        record: join(dir, 'record'),
        clusters: Object.fromEntries(
          clusters.map(({ name }, place) => [
            name,
            {
              environment: 'sample',
              databases: [name],
              url: `postgres://howdah:${secrets.howdah}@127.0.0.1:${ports[place]}/${name}`,
            },
          ]),
        ),
      }),
    )
    const env = {
      HOWDAH_CONFIG: config,
      DATABASE_URL: control.url,
      HOWDAH_SIGNING_KEY: secrets.signingKey,
    }
    await measure([join(import.meta.dirname, '../../src/cli.ts'), 'migrate'], {
      ...env,
      DATABASE_OWNER_URL: control.ownerUrl,
    })
    return {
      clusters,
      env,
      async start(name) {
        const child = spawn(process.execPath, [join(import.meta.dirname, 'engine.ts')], {
          env: { PATH: process.env['PATH'], ...env, HOWDAH_PROCESS: name },
          stdio: ['pipe', 'pipe', 'inherit'],
        })
        const gone = once(child, 'exit')
        await once(child.stdout, 'data')
        const kill = async () => {
          child.kill('SIGKILL')
          await gone
        }
        stops.push(kill)
        return kill
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
