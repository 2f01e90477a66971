/** A house whose primary moves, with PgBouncer `front` before the primary, led by its file. */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startMoving } from '#test/support/moving'
import { bouncerFile, hasPgbouncer, runPgbouncer } from '#test/support/pgbouncer'

/** Transactions through the pool, one after another on each connection. */
export interface Traffic {
  readonly written: number
  readonly failed: readonly string[]
  /** In milliseconds. */
  readonly longest: number
}

export const startMovingPools = async (table: string) => {
  const [port, file] = [await freePort(), bouncerFile()]
  const credentials = { observe: 'watcher:watcher', admin: 'steward:steward' }
  const front = { name: 'front', url: `postgres://127.0.0.1:${port}`, credentials, config: file }
  const moving = await startMoving(table, { pools: [front] })
  const { database, servers } = moving
  await servers['shop-1'].run(
    database,
    `create role shop login password 'shop'`,
    'grant all on all tables in schema public to shop',
  )
  const bouncer = hasPgbouncer
    ? await runPgbouncer(
        port,
        {
          logins: ['watcher', 'steward', 'shop'],
          databases: [`app = host=127.0.0.1 port=${servers['shop-1'].port} dbname=${database}`],
          file,
        },
        { admin_users: 'steward', stats_users: 'watcher', server_login_retry: '1' },
      )
    : undefined

  const connect = async (user: string, name: string): Promise<Client> => {
    const client = new Client({
      connectionString: `postgres://${user}:${user}@127.0.0.1:${port}/${name}`,
    })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const console = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = await connect('steward', 'pgbouncer')
    try {
      return (await client.query(text)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  const shown = async () => {
    const row = (await console('SHOW DATABASES')).find(({ name }) => name === 'app')
    const node = servers['shop-1'].port === row?.['port'] ? 'shop-1' : 'shop-2'
    return { paused: row?.['paused'] === 1, node } as const
  }
  const endBouncer = async (): Promise<void> => {
    if ((await shown()).paused) await console('RESUME app')
    const watchdogs = async () =>
      (await console('SHOW CLIENTS')).filter(one =>
        String(one['application_name']).startsWith('howdah r-'),
      )
    while ((await watchdogs()).length > 0) await sleep(100)
    await bouncer?.kill()
  }
  afterAll(async () => {
    if (bouncer) await endBouncer()
    rmSync(dirname(file), { recursive: true, force: true })
  })

  /** Clients that insert rows through the pool while `work` goes on. */
  const underTraffic = async (work: () => Promise<void>, clients = 4): Promise<Traffic> => {
    const over = new AbortController()
    const failed: string[] = []
    let [written, longest] = [0, 0]
    const insert = async (): Promise<void> => {
      const client = await connect('shop', 'app')
      while (!over.signal.aborted) {
        const began = performance.now()
        try {
          await client.query('insert into orders values (0)')
          written += 1
        } catch (error) {
          failed.push(String(error))
          break
        }
        longest = Math.max(longest, performance.now() - began)
        await sleep(5)
      }
      await client.end().catch(() => {})
    }
    const inserting = Array.from({ length: clients }, insert)
    try {
      await work()
    } finally {
      over.abort()
      await Promise.all(inserting)
    }
    return { written, failed, longest }
  }
  return { ...moving, file, port, connect, console, shown, underTraffic }
}
