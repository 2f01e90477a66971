/** The servers of a bench: a managed cluster, and a control database for each build. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Control, startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import { measure } from './measure.ts'
import { now, type Tree, unpackBaseline } from './unpack.ts'

export interface Build extends Tree {
  readonly control: Control
  readonly config: string
  /** The environment of the build's command line. */
  readonly env: Readonly<Record<string, string>>
}

export interface House {
  readonly before: Build
  readonly after: Build
  /** Opens a superuser session in a database of the cluster; a missing database is created. */
  within(database: string, use: (client: Client) => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export const openHouse = async (databases: readonly [string, ...string[]]): Promise<House> => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
  chmodSync(dir, 0o755)
  const parts: { stop(): Promise<void> }[] = []
  const stop = async () => {
    for (const part of parts) await part.stop()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const baseline = unpackBaseline(dir)
    const secrets = localSecrets(dir)
    const servers = join(dir, 'servers')
    giveToServers(servers)
    const managed = await startPostgres({
      dir: join(servers, 'managed'),
      settings: { fsync: 'off', autovacuum: 'off' },
    })
    parts.push(managed)
    const within: House['within'] = async (database, use) => {
      const client = new Client({ connectionString: managed.url(database) })
      await client.connect()
      try {
        await use(client)
      } finally {
        await client.end()
      }
    }
    await within('postgres', async client => {
      await client.query(`create role howdah login password '${secrets.howdah}'`)
      await client.query('grant pg_monitor to howdah')
      await client.query('create role app')
      await client.query('grant app to howdah with inherit false, set true')
      for (const database of databases) await client.query(`create database ${database} owner app`)
    })
    const build = async (tree: Tree): Promise<Build> => {
      const home = join(dir, `of-${tree.name}`)
      giveToServers(home)
      const control = await startControl(home, secrets)
      parts.push(control)
      const config = join(dir, `${tree.name}.json`)
      writeFileSync(
        config,
        JSON.stringify({
          channels: { ops: 'C_OPS' },
          people: { operators: ['U_OLGA', `cli/${userInfo().username}`], approvers: ['U_ADAM'] },
          record: join(dir, `record-${tree.name}`),
          clusters: {
            bench: {
              environment: 'sample',
              databases,
              url: `postgres://howdah:${secrets.howdah}@127.0.0.1:${managed.port}/${databases[0]}`,
            },
          },
        }),
      )
      const env = {
        HOWDAH_CONFIG: config,
        DATABASE_URL: control.url,
        HOWDAH_SIGNING_KEY: secrets.signingKey,
      }
      await measure([join(tree.root, 'src/cli.ts'), 'migrate'], {
        ...env,
        DATABASE_OWNER_URL: control.ownerUrl,
      })
      return { ...tree, control, config, env }
    }
    return { before: await build(baseline), after: await build(now), within, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
