/** A server with a table of a given size that archives, a control database, and Howdah's engine without chat. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { removeClone } from '#cluster/drivers/clone/places'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { drive } from '#engine/run/drive'
import { startControl } from '#local/control'
import { giveToServers } from '#local/data-root'
import { binaries } from '#local/postgres/binaries'
import { startPostgres } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'
import { localSecrets } from '#local/secrets'
import { openEngine } from '#test/support/engine'
import { measure } from '../baseline/measure.ts'

export interface CloneHouse {
  readonly dir: string
  readonly folder: string
  readonly clones: string
  /** The folder of PostgreSQL's programs. */
  readonly programs: string
  /** A superuser's session in the managed database. */
  readonly client: Client
  /** Has a command's plan approved and carried out. */
  readonly carryOut: (words: string) => Promise<Carried>
  stop(): Promise<void>
}

export interface Carried {
  /** From the approval to the end, in seconds. */
  readonly seconds: number
  /** What the journal has of the run, each with the seconds since the approval. */
  readonly journal: readonly string[]
}

const person = (id: string) =>
  ({ id: `T_LOCAL/${id}`, name: id, standing: 'member', groups: [] }) as const

export const openCloneHouse = async (): Promise<CloneHouse> => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-clone-'))
  chmodSync(dir, 0o755)
  const stops: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const stop = async () => {
    for (const one of stops.toReversed()) await one()
  }
  try {
    const secrets = localSecrets(dir)
    const [servers, folder] = [join(dir, 'servers'), join(dir, 'repository')]
    const [archive, clones] = [join(dir, 'wal'), join(dir, 'clones')]
    const user = systemUser()
    giveToServers(servers)
    for (const one of [folder, archive, clones]) mkdirSync(one)
    if (user) for (const one of [archive, clones]) chownSync(one, user.uid, user.gid)
    stops.push(async () => {
      for (const one of (await clonesIn(clones)) ?? []) await removeClone(one)
    })
    const server = await startPostgres({
      dir: join(servers, 'managed'),
      settings: {
        archive_mode: 'on',
        archive_library: 'basic_archive',
        'basic_archive.archive_directory': archive,
        max_wal_size: '2GB',
      },
    })
    stops.push(() => server.stop())
    const client = new Client({ connectionString: server.url('postgres') })
    await client.connect()
    stops.push(() => client.end())
    const password = secrets.howdah
    for (const statement of [
      `create role howdah login password '${password}'`,
      `create role keeper login replication password '${password}'`,
      'grant pg_monitor to howdah',
      'grant execute on function pg_switch_wal() to keeper',
    ])
      await client.query(statement)
    const control = await startControl(servers, secrets)
    stops.push(() => control.stop())
    const programs = join(await binaries(), 'bin')
    const config = join(dir, 'howdah.json')
    writeFileSync(
      config,
      JSON.stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
        record: join(dir, 'record'),
        clusters: {
          bench: {
            environment: 'sample',
            url: `postgres://howdah:${password}@127.0.0.1:${server.port}/postgres`,
            credentials: {
              observe: `howdah:${password}`,
              ddl: `howdah:${password}`,
              backup: `keeper:${password}`,
            },
            backup: { folder, archive, clones: { folder: clones, programs } },
          },
        },
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
    const opened = openEngine(env, { holder: 'bench' })
    stops.push(() => opened.close())
    return { dir, folder, clones, programs, client, carryOut: carrying(opened), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const carrying =
  ({ parts, engine, edge, faults }: ReturnType<typeof openEngine>) =>
  async (words: string): Promise<Carried> => {
    const reply = await edge.dispatch({
      text: words,
      person: person('U_OLGA'),
      origin: { via: 'slack', channel: 'C_OPS' },
    })
    const plan = 'change' in reply ? reply.change?.plan.id : undefined
    if (plan === undefined) throw new Error(`${words}: ${JSON.stringify(reply)}`)
    const began = performance.now()
    await engine.approve(person('U_ADAM'), plan)
    await drive(parts, (await engine.findChange(plan))?.run?.id ?? '')
    const seconds = (performance.now() - began) / 1_000
    const change = await engine.findChange(plan)
    if (change?.outcome !== 'succeeded')
      throw new Error(`${words}: ${change?.outcome ?? 'no outcome'} ${String(faults)}`)
    const journal = await parts.store.query<{ words: string }>(
      `select kind || coalesce(' ' || step, '') || ' ' ||
         round(extract(epoch from journal.at - (select min(at) from howdah.approval where plan_id = $1))::numeric, 3) as words
       from howdah.journal join howdah.run on run.id = journal.run_id where plan_id = $1 order by seq`,
      [plan],
    )
    return { seconds, journal: journal.map(one => one.words) }
  }
