/** PgBouncer `front` before a primary that moves, led by its file. */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startMoving } from '#test/support/moving'
import { bouncerFile, hasPgbouncer, runPgbouncer } from '#test/support/pgbouncer'
import type { TestServer } from '#test/support/postgres'

/** Transactions through the pool, on each connection in turn. */
export interface Traffic {
  readonly written: number
  readonly failed: readonly string[]
  /** In milliseconds. */
  readonly longest: number
}

/** PgBouncer `front` in words of the inventory: the port and the file are known before the cluster, and PgBouncer starts after the cluster. */
export const poolsToMove = async () => {
  const [port, file] = [await freePort(), bouncerFile()]
  const credentials = { observe: 'watcher:watcher', admin: 'steward:steward' }
  const url = `postgres://127.0.0.1:${port}`
  return { port, file, pools: [{ name: 'front', url, credentials, config: file }] }
}

interface Before {
  readonly port: number
  readonly file: string
  readonly database: string
  readonly first: TestServer
  /** Ports of the nodes. */
  readonly ports: Readonly<Record<string, number>>
}

/** A house whose primary moves, with PgBouncer before the primary. */
export const startMovingPools = async (table: string) => {
  const { port, file, pools } = await poolsToMove()
  const moving = await startMoving(table, { pools })
  const { database, servers } = moving
  const ports = { 'shop-1': servers['shop-1'].port, 'shop-2': servers['shop-2'].port }
  const before = { port, file, database, first: servers['shop-1'], ports }
  return { ...moving, file, ...(await bounceBefore(before)) }
}

/** PgBouncer runs until the tests of the file are over, and ends after the last watchdog. */
export const bounceBefore = async ({ port, file, database, first, ports }: Before) => {
  await first.run(
    database,
    `create role shop login password 'shop'`,
    'grant all on all tables in schema public to shop',
  )
  const bouncer = hasPgbouncer
    ? await runPgbouncer(
        port,
        {
          logins: ['watcher', 'steward', 'shop'],
          databases: [`app = host=127.0.0.1 port=${first.port} dbname=${database}`],
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
    const [node] = Object.entries(ports).find(([, one]) => one === row?.['port']) ?? []
    return { paused: row?.['paused'] === 1, node }
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

  /** Clients that insert rows through the pool until `work` is done; a client ends at the first error. */
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
  return { bouncer, connect, console, shown, underTraffic }
}
