/** Houses for the last build and then this build: a control database and a managed database each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { Build, Engine } from '#test/support/build'
import { testServer } from '#test/support/postgres'
import { carefully } from '#test/support/profile'
import { testKey } from '#test/support/signing'

export interface JournalLine {
  readonly kind: string
  readonly detail: Readonly<Record<string, unknown>>
}

export type UpgradeHouse = Awaited<
  ReturnType<Awaited<ReturnType<typeof startUpgrades>>['openHouse']>
>

const tables = [
  'create table users (id int, email text)',
  `insert into users select i, 'Person' || i || '@example.com' from generate_series(1, 5000) i`,
  'create index users_id_idx on users (id)',
]

/** Two servers for all the houses of a test file. */
export const startUpgrades = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-upgrade-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const control = await testServer()
  const managed = await testServer({ log_statement: 'all' })
  await control.run(
    'postgres',
    `create role howdah_owner login password 'owner'`,
    `create role howdah login password 'control'`,
  )

  const openHouse = async () => {
    const database = await managed.freshDatabase()
    await carefully(managed, database)
    await managed.run('postgres', `alter database ${database} owner to app`)
    for (const statement of tables) await managed.run(database, `set role app; ${statement}`)
    const kept = await control.freshDatabase('howdah_owner')
    const inventory = join(dir, `${kept}.json`)
    writeFileSync(
      inventory,
      JSON.stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['cli/olga'], approvers: ['cli/adam', 'cli/dana'] },
        policies: [{ playbook: 'index.reindex', approvers: 2 }],
        engine: { tokenSeconds: 2, sweepSeconds: 0.3 },
        record: join(dir, kept),
        clusters: {
          shop: {
            environment: 'sample',
            databases: [database],
            nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` }],
            credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah' },
          },
        },
      }),
    )
    const env = {
      DATABASE_URL: control.url(kept, 'howdah', 'control'),
      DATABASE_OWNER_URL: control.url(kept, 'howdah_owner', 'owner'),
      HOWDAH_CONFIG: inventory,
      HOWDAH_SIGNING_KEY: testKey,
    }
    const store = {
      query: <Row extends object>(text: string, values?: readonly unknown[]) =>
        control.query<Row>(kept, text, values),
    }

    const said = async (build: Build, login: string, ...words: readonly string[]) => {
      const ran = await build.cli(login, env, ...words)
      expect(ran, `${words.join(' ')}, said to ${build.name}: ${ran.err}`).toMatchObject({
        exit: 0,
      })
      return ran.out
    }

    const outcome = async (plan: string): Promise<string | null> => {
      const rows = await store.query<{ outcome: string | null }>(
        'select outcome from howdah.plan where id = $1',
        [plan],
      )
      return rows[0]?.outcome ?? null
    }

    return {
      managed,
      database,
      store,
      said,
      outcome,
      /** The build's migrations, as an operator would run migrations before a start. */
      putInPlace: (build: Build): Promise<string> => said(build, 'olga', 'migrate'),
      startEngine: (build: Build, more: Readonly<Record<string, string>> = {}): Promise<Engine> =>
        build.startEngine({ ...env, ...more }),
      /** A program of a build that ends at this failpoint, by a kill. */
      killedAt(point: string): Readonly<Record<string, string>> {
        const file = join(dir, `${kept}.failpoint`)
        writeFileSync(file, `kill ${point}`)
        return { HOWDAH_FAILPOINT_FILE: file }
      },
      env,
      /** Olga's request; gives the id of the plan. */
      plan: async (build: Build, ...words: readonly string[]): Promise<string> =>
        /^(p-[0-9a-z]{7}): /m.exec(await said(build, 'olga', ...words))?.[1] ?? '',
      journal: (plan: string): Promise<readonly JournalLine[]> =>
        store.query<JournalLine>(
          `select j.kind, j.detail from howdah.journal j join howdah.run r on r.id = j.run_id
           where r.plan_id = $1 order by j.seq`,
          [plan],
        ),
      /** What a plan would send, and the format that it is stored in. */
      stored: async (plan: string): Promise<{ sends: readonly string[]; format: number }> => {
        const rows = await store.query<{ sends: string[]; format: number }>(
          `select (body -> 'format')::int as format, array(select step -> 'action' ->> 'statement'
             from jsonb_array_elements(body -> 'steps') step) as sends from howdah.plan where id = $1`,
          [plan],
        )
        return rows[0] ?? { sends: [], format: 0 }
      },
      ended: async (plan: string): Promise<string | null> => {
        await expect.poll(() => outcome(plan), { timeout: 110_000 }).not.toBeNull()
        return outcome(plan)
      },
    }
  }

  return { openHouse }
}
