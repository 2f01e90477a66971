/** A house with PgBouncer `front` before the database of the cluster, and clients that come through it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startHowdah } from '#test/support/howdah'
import { bouncerFile, hasPgbouncer, runPgbouncer } from '#test/support/pgbouncer'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'

/** `elsewhere` is a database of another cluster in the same PgBouncer. */
export const startPooling = async (
  settings: Readonly<Record<string, string>> = {},
  databases = (port: number, database: string): readonly string[] => [
    `app = host=127.0.0.1 port=${port} dbname=${database}`,
    'elsewhere = host=127.0.0.1 port=1 dbname=billing',
  ],
) => {
  const managed = await testServer({ log_statement: 'all', ...profile.settings })
  const [port, file] = [await freePort(), bouncerFile()]
  const howdah = await startHowdah({
    managed,
    tables: ['create table orders (id int)'],
    cluster: {
      pools: [
        {
          name: 'front',
          url: `postgres://127.0.0.1:${port}`,
          credentials: { observe: 'watcher:watcher', admin: 'steward:steward' },
          config: file,
        },
      ],
    },
  })
  const { database } = howdah
  await managed.run('postgres', `create role shop login password 'shop'`)
  const start = () =>
    runPgbouncer(
      port,
      {
        logins: ['watcher', 'steward', 'shop'],
        databases: databases(managed.port, database),
        file,
      },
      { admin_users: 'steward', stats_users: 'watcher', ...settings },
    )
  let bouncer = hasPgbouncer ? await start() : undefined
  /** A watchdog ends once the database is resumed, and calls the session by the name of the run. */
  const endWatchdogs = async (): Promise<void> => {
    for (const { name, paused } of await console('SHOW DATABASES'))
      if (paused === 1) await console(`RESUME "${String(name)}"`)
    const watchdogs = async () =>
      (await console('SHOW CLIENTS')).filter(one =>
        String(one['application_name']).startsWith('howdah r-'),
      )
    while ((await watchdogs()).length > 0) await sleep(100)
  }
  afterAll(async () => {
    if (bouncer) await endWatchdogs()
    await bouncer?.kill()
  })

  const url = (user: string, name: string) => `postgres://${user}:${user}@127.0.0.1:${port}/${name}`
  /** Until the test ends. */
  const connect = async (user: string, name: string): Promise<Client> => {
    const client = new Client({ connectionString: url(user, name) })
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.end().catch(() => {}))
    return client
  }
  const console = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new Client({ connectionString: url('steward', 'pgbouncer') })
    await client.connect()
    try {
      return (await client.query(text)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  return {
    howdah,
    managed,
    database,
    port,
    file,
    connect,
    console,
    isPaused: async (of = 'app') =>
      (await console('SHOW DATABASES')).find(({ name }) => name === of)?.['paused'] === 1,
    /** Until the tests of the file are over. */
    holdOpen: async (name: string) => {
      const client = new Client({ connectionString: url('shop', name) })
      client.on('error', () => {})
      await client.connect()
      afterAll(() => client.end().catch(() => {}))
      await client.query('begin')
      await client.query('select 1')
    },
    restart: async () => {
      await bouncer?.kill()
      bouncer = await start()
    },
  }
}
