/** A control database and a managed server with a single finished change: the pattern of every filled row. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { drive } from '#engine/run/drive'
import { startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { startPostgres } from '#local/postgres/server'
import { localSecrets } from '#local/secrets'
import type { Person } from '#model/person'
import { migrate } from '#store/migrate'
import { openEngine } from '#test/support/engine'

const person = (id: string): Person => ({ id, name: id, standing: 'member', groups: [] })

export const openYearHouse = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-'))
  chmodSync(dir, 0o755)
  const stops: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.toReversed()) await one()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const secrets = localSecrets(dir)
    const servers = join(dir, 'servers')
    giveToServers(servers)
    const managed = await startPostgres({
      dir: join(servers, 'managed'),
      settings: { fsync: 'off', autovacuum: 'off' },
    })
    stops.push(() => managed.stop())
    const root = new Client({ connectionString: managed.url('postgres') })
    await root.connect()
    await root.query(`create role howdah superuser login password '${secrets.howdah}'`)
    await root.query('create table users (id int)')
    await root.end()
    const over = new AbortController()
    const control = await startControl(servers, secrets, over.signal)
    stops.push(() => Promise.resolve(control.stop()))
    await migrate(control.ownerUrl, decodeURIComponent(new URL(control.url).username))
    const inventory = join(dir, 'howdah.json')
    writeFileSync(
      inventory,
      JSON.stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
        retention: { runs: 90, slots: 90 },
        record: join(dir, 'record'),
        clusters: {
          shop: {
            environment: 'sample',
            databases: ['postgres'],
            nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` }],
            credentials: { observe: `howdah:${secrets.howdah}`, ddl: `howdah:${secrets.howdah}` },
          },
        },
      }),
    )
    const opened = openEngine(
      {
        HOWDAH_CONFIG: inventory,
        DATABASE_URL: control.url,
        HOWDAH_SIGNING_KEY: secrets.signingKey,
      },
      { holder: 'bench' },
    )
    stops.push(() => opened.close())
    const asked = await opened.edge.dispatch({
      text: 'index create table=users columns=id',
      person: person('T_LOCAL/U_OLGA'),
      origin: { via: 'slack', channel: 'C_OPS' },
    })
    if (asked.kind !== 'proposed') throw new Error(JSON.stringify(asked))
    const { id } = asked.change.plan
    await opened.engine.approve(person('T_LOCAL/U_ADAM'), id)
    const run = (await opened.engine.findChange(id))?.run?.id ?? ''
    await drive(opened.parts, run)
    const owner = new Client({ connectionString: control.ownerUrl })
    await owner.connect()
    stops.push(() => owner.end())
    return { opened, owner, plan: id, run, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
