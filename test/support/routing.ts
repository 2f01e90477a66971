/**
 * A house with a primary, two replicas and two PgBouncers with a database for reads. Hosts of such a database share a
 * port, so each replica has a loopback address, with a relay that a test can close.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, connect as dial, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { afterAll, expect, onTestFinished } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startHowdah } from '#test/support/howdah'
import { hasPgbouncer, runPgbouncer } from '#test/support/pgbouncer'
import { testCluster, testReplica } from '#test/support/postgres'

/** Of `front`, the least far behind takes reads where no replica is near; of `side`, the primary. */
const pools = { front: 'last', side: 'primary' } as const
export type RoutedPooler = keyof typeof pools

export const addresses = { 'shop-1': '127.0.0.1', 'shop-2': '127.0.0.2', 'shop-3': '127.0.0.3' }

export const startRouting = async () => {
  const { primary, replica } = await testCluster()
  const third = await testReplica(primary, 'shop_3')
  const servers = { 'shop-1': primary, 'shop-2': replica, 'shop-3': third } as const
  await relay(addresses['shop-2'], primary.port, replica.port)
  const away = await relay(addresses['shop-3'], primary.port, third.port)
  const ports = { front: await freePort(), side: await freePort() }
  const files: Partial<Record<RoutedPooler, string>> = {}
  for (const pooler of hasPgbouncer ? (['front', 'side'] as const) : []) {
    const hosts = (...nodes: readonly (keyof typeof addresses)[]) =>
      `app_ro = host=${nodes.map(node => addresses[node]).join(',')} port=${primary.port} dbname=postgres`
    const { kill, file } = await runPgbouncer(
      ports[pooler],
      {
        logins: ['watcher', 'steward', 'shop'],
        databases: [
          hosts('shop-2', 'shop-3'),
          `app = host=127.0.0.1 port=${primary.port} dbname=postgres`,
        ],
      },
      { admin_users: 'steward', stats_users: 'watcher', default_pool_size: '4' },
    )
    afterAll(kill)
    const folder = dirname(file)
    files[pooler] = folder
    const shared = readFileSync(file, 'utf8').replace(/^app_ro.*$/m, '')
    writeFileSync(join(folder, 'shared.ini'), shared)
    for (const set of [['shop-2', 'shop-3'], ['shop-2'], ['shop-3'], ['shop-1']] as const)
      writeFileSync(
        join(folder, `${set.join('+')}.ini`),
        `%include ${folder}/shared.ini\n[databases]\n${hosts(...set)}\n`,
      )
  }
  const howdah = await startHowdah({
    managed: primary,
    tables: ['create table orders (id int)'],
    cluster: {
      nodes: Object.entries(addresses).map(([name, host]) => ({
        name,
        url: `postgres://${host}:${primary.port}`,
      })),
      pools: (['front', 'side'] as const).map(name => ({
        name,
        url: `postgres://127.0.0.1:${ports[name]}`,
        credentials: { observe: 'watcher:watcher', admin: 'steward:steward' },
        reads: {
          database: 'app_ro',
          files: `${files[name] ?? '/nowhere'}/{nodes}.ini`,
          lag_seconds: 2,
          otherwise: pools[name],
          settle_seconds: 3,
        },
      })),
    },
  })
  await primary.run('postgres', `create role shop login password 'shop'`)

  const url = (pooler: RoutedPooler, user: string, name: string) =>
    `postgres://${user}:${user}@127.0.0.1:${ports[pooler]}/${name}`
  /** A client of `app_ro`, until the test ends. */
  const connect = async (pooler: RoutedPooler): Promise<Client> => {
    const client = new Client({ connectionString: url(pooler, 'shop', 'app_ro') })
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.end().catch(() => {}))
    return client
  }
  const console = async (
    pooler: RoutedPooler,
    text: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new Client({ connectionString: url(pooler, 'steward', 'pgbouncer') })
    await client.connect()
    try {
      return (await client.query(text)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  const hostsOf = async (pooler: RoutedPooler) =>
    String(
      (await console(pooler, 'SHOW DATABASES')).find(({ name }) => name === 'app_ro')?.['host'],
    )
  const pause = (node: 'shop-2' | 'shop-3') =>
    servers[node].run('postgres', 'select pg_wal_replay_pause()')
  const resume = (node: 'shop-2' | 'shop-3') =>
    servers[node].run('postgres', 'select pg_wal_replay_resume()')
  return {
    howdah,
    servers,
    away,
    files,
    connect,
    console,
    pause,
    resume,
    hostsOf,
    /** Waits until reads of a pool go to exactly the nodes. */
    expectReads: async (pooler: RoutedPooler, ...nodes: readonly (keyof typeof addresses)[]) => {
      await expect
        .poll(() => hostsOf(pooler), { timeout: 110_000 })
        .toBe(nodes.map(node => addresses[node]).join(','))
    },
  }
}

/** Passes bytes on from `host` to a port of 127.0.0.1, until closed. */
const relay = async (host: string, port: number, to: number) => {
  const open = new Set<Socket>()
  const server = createServer(near => {
    const far = dial(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  const listen = () => new Promise<void>(resolve => server.listen(port, host, resolve))
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    })
  await listen()
  afterAll(() => (server.listening ? close() : undefined))
  return { listen, close }
}
