/** A house with a cluster of three nodes under Patroni, ended and removed after the tests of the file. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { PostgresServer } from '#local/postgres/server'
import { startHowdah } from '#test/support/howdah'
import { clusterOfPatroni } from '#test/support/patroni/cluster-of'
import { makeLogins, readFiles } from '#test/support/patroni/logins'
import { type PatroniServer, startPatroni, until } from '#test/support/patroni/start-patroni'
import { dressed, type TestServer } from '#test/support/postgres'
import { password } from '#test/support/templates'

export interface PatroniNode extends PatroniServer {
  readonly server: TestServer
}

export const startUnderPatroni = async (
  table: string,
  { pools }: { readonly pools?: readonly object[] } = {},
) => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-patroni-'))
  chmodSync(dir, 0o755)
  const patroni = await startPatroni(dir, ['shop-1', 'shop-2', 'shop-3'])
  afterAll(async () => {
    await patroni.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  const nodes = patroni.nodes.map((node): PatroniNode => ({ ...node, server: serverOf(node) }))
  const named = (name: string): PatroniNode => {
    const node = nodes.find(one => one.name === name)
    if (!node) throw new Error(`no node ${name}`)
    return node
  }
  const howdah = await startHowdah({
    managed: named('shop-1').server,
    tables: [table],
    prepare: async (server, database) => {
      await server.run('postgres', ...makeLogins)
      await server.run(database, 'create extension pg_stat_statements', ...readFiles)
    },
    cluster: { ...clusterOfPatroni(patroni), ...(pools ? { pools } : {}) },
  })
  // A replica has the logins after replay.
  const [made] = await named('shop-1').server.query<{ lsn: string }>(
    'postgres',
    'select pg_current_wal_lsn()::text as lsn',
  )
  for (const { server } of nodes.slice(1))
    await until(async () => {
      const replayed = 'select pg_last_wal_replay_lsn() >= $1::pg_lsn as has'
      const [row] = await server.query<{ has: boolean }>('postgres', replayed, [made?.lsn])
      return row?.has === true
    })

  /** The state of each server by its own word: `shop-1 is the primary`. */
  const roles = (): Promise<readonly string[]> =>
    Promise.all(
      nodes.map(async ({ name, server }) => {
        const [row] = await server
          .query<{ role: string }>(
            'postgres',
            `select case when not pg_is_in_recovery() then 'the primary'
               when exists (select from pg_stat_wal_receiver where status = 'streaming') then 'a replica that streams'
               else 'a replica' end as role`,
          )
          .catch(() => [{ role: 'silent' }])
        return `${name} is ${row?.role}`
      }),
    )
  /** The leader, and members with a server that is not up, by the words of the node's Patroni. */
  const patroniSays = async (name: string): Promise<string> => {
    const answer = await fetch(`${named(name).rest}/cluster`, {
      signal: AbortSignal.timeout(5_000),
    })
    const { members } = (await answer.json()) as {
      members: readonly { name: string; role: string; state: string }[]
    }
    const down = members.filter(({ state }) => !/^(running|streaming)$/.test(state))
    return [
      `leader ${members.find(({ role }) => role === 'leader')?.name}`,
      ...down.map(one => one.name),
    ].join(', ')
  }
  /** Expects a single primary, that every other node streams from there, and that Patroni says the same. */
  const expectPrimary = async (name: string): Promise<void> => {
    const wanted = nodes.map(
      one => `${one.name} is ${one.name === name ? 'the primary' : 'a replica that streams'}`,
    )
    await expect.poll(roles, { timeout: 110_000 }).toEqual(wanted)
    await expect.poll(() => patroniSays(name), { timeout: 110_000 }).toBe(`leader ${name}`)
  }
  const primaryName = async (): Promise<string> => {
    const [first = ''] = (await roles()).filter(one => one.endsWith('the primary'))
    return first.split(' ')[0] ?? ''
  }
  return {
    howdah,
    nodes,
    named,
    login: patroni.login,
    database: howdah.database,
    roles,
    primaryName,
    expectPrimary,
    everyLog: everyLog(nodes),
  }
}

/** A session of a run may be on any node. */
const everyLog = (nodes: readonly PatroniNode[]): TestServer =>
  Object.assign(Object.create(nodes[0]?.server ?? null) as TestServer, {
    log: () => nodes.map(({ server }) => server.log()).join('\n'),
  })

/** Patroni starts and stops the server. */
const serverOf = ({ port, dataDir, logFile }: PatroniServer): TestServer => {
  const never = () => Promise.reject(new Error('Patroni starts and stops this server'))
  const server: PostgresServer = {
    port,
    dataDir,
    logFile,
    password,
    get pid() {
      return Number.parseInt(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8'), 10)
    },
    url: (database, as = 'postgres', secret = password) =>
      `postgres://${as}:${secret}@127.0.0.1:${port}/${database}`,
    stop: never,
    kill: never,
    restart: never,
  }
  return dressed(server)
}
