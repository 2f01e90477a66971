/** The servers of a bench: a managed cluster, and a control database for each build. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Control, startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startReplica } from '#local/postgres/replica'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import { measure } from './measure.ts'
import { scriptEnv } from './script-env.ts'
import { now, type Tree, unpackBaseline } from './unpack.ts'

export interface Build extends Tree {
  readonly control: Control
  readonly config: string
  /** The folder of the build's anchors. */
  readonly record: string
  /** The environment of the build's command line. */
  readonly env: Readonly<Record<string, string>>
}

export interface House {
  readonly before: Build
  readonly after: Build
  /** Opens a session in a database of the cluster, as a superuser or as the owner of the tables. */
  within(
    database: string,
    use: (client: Client) => Promise<void>,
    user?: 'postgres' | 'app',
  ): Promise<void>
  /** Writes an inventory of further clusters for this build: each has a database of its own on the same servers. */
  clustersOf(count: number): Promise<string>
  stop(): Promise<void>
}

export const openHouse = async (
  databases: readonly [string, ...string[]],
  { replica = false, commit }: { readonly replica?: boolean; readonly commit?: string } = {},
): Promise<House> => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
  chmodSync(dir, 0o755)
  const parts: { stop(): Promise<void> }[] = []
  const stop = async () => {
    for (const part of parts) await part.stop()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const baseline = unpackBaseline(dir, commit)
    const secrets = localSecrets(dir)
    const servers = join(dir, 'servers')
    giveToServers(servers)
    const managed = await startPostgres({
      dir: join(servers, 'managed'),
      settings: { fsync: 'off', autovacuum: 'off', max_connections: 300 },
    })
    parts.push(managed)
    const standby =
      replica &&
      (await startReplica({
        dir: join(servers, 'standby'),
        primary: managed,
        slot: 'bench_2',
        settings: { max_connections: 300 },
      }))
    if (standby) parts.unshift(standby)
    const within: House['within'] = async (database, use, user = 'postgres') => {
      const client = new Client({
        connectionString: managed.url(database, user, user === 'app' ? secrets.howdah : undefined),
      })
      await client.connect()
      try {
        await use(client)
      } finally {
        await client.end()
      }
    }
    await within('postgres', async client => {
      await client.query(`create role howdah login password '${secrets.howdah}'`)
      await client.query('grant pg_monitor, pg_signal_backend to howdah')
      await client.query(`create role app login password '${secrets.howdah}'`)
      await client.query('grant app to howdah with inherit false, set true')
      for (const database of databases) await client.query(`create database ${database} owner app`)
    })
    const login = (port: number, database: string) =>
      `postgres://howdah:${secrets.howdah}@127.0.0.1:${port}/${database}`
    const recordOf = (name: string): string => join(dir, `record-${name}`)
    const inventory = (
      name: string,
      clusters: Readonly<Record<string, readonly [string, ...string[]]>>,
    ): string => {
      const file = join(dir, `${name}.json`)
      const cluster = (of: string, [first, ...more]: readonly [string, ...string[]]) => ({
        environment: 'sample',
        databases: [first, ...more],
        url: login(managed.port, first),
        ...(standby
          ? {
              nodes: [managed, standby].map(({ port }, place) => ({
                name: `${of}-${place + 1}`,
                url: login(port, first),
              })),
            }
          : {}),
      })
      writeFileSync(
        file,
        JSON.stringify({
          channels: { ops: 'C_OPS' },
          people: {
            operators: ['U_OLGA', 'U_OLEG', 'U_OMAR', `cli/${userInfo().username}`],
            approvers: ['U_ADAM'],
          },
          record: recordOf(name),
          clusters: Object.fromEntries(
            Object.entries(clusters).map(([of, all]) => [of, cluster(of, all)]),
          ),
        }),
      )
      return file
    }
    const build = async (tree: Tree): Promise<Build> => {
      const home = join(dir, `of-${tree.name}`)
      giveToServers(home)
      const control = await startControl(home, secrets)
      parts.push(control)
      const config = inventory(tree.name, { bench: databases })
      const env = {
        ...scriptEnv(tree.root),
        HOWDAH_CONFIG: config,
        DATABASE_URL: control.url,
        HOWDAH_SIGNING_KEY: secrets.signingKey,
      }
      await measure([join(tree.root, 'src/cli.ts'), 'migrate'], {
        ...env,
        DATABASE_OWNER_URL: control.ownerUrl,
      })
      return { ...tree, control, config, record: recordOf(tree.name), env }
    }
    const clustersOf = async (count: number) => {
      const names = Array.from({ length: count }, (_, place) => `c${place + 1}`)
      await within('postgres', async client => {
        for (const name of names) await client.query(`create database ${name} owner app`)
      })
      return inventory('many', Object.fromEntries(names.map(name => [name, [name]])))
    }
    return { before: await build(baseline), after: await build(now), within, clustersOf, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
