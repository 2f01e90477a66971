/** In production neither of Howdah's logins may be a superuser: a plan with a superuser is refused. */
import { afterAll, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { loginRights } from '#cluster/facts/role/rights'
import type { Parts } from '#engine/parts'
import { draft } from '#engine/plan/draft'
import type { Reader } from '#model/view'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { forMajor } from '#test/support/majors'
import { carefully } from '#test/support/profile'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  prepare: async (server, database) => {
    await carefully(server, database)
    await server.run(
      'postgres',
      `create role watcher login password 'watcher'`,
      'grant pg_monitor to watcher',
    )
  },
  cluster: { credentials: { observe: 'watcher:watcher', ddl: 'howdah:howdah' } },
})
const { parts } = openInProcess(howdah)
const [sample] = parts.config.clusters
if (!sample) throw new Error('no cluster')
// The inventory would ask for TLS as well, which a test's server has not.
const production = openCluster({ ...sample, environment: 'production' })
afterAll(() => production.close())

const reader: Reader = {
  read: (text, values) => howdah.managed.query('postgres', text, values) as never,
}

const inProduction = { ...parts, clusters: new Map([['shop', production]]) }

const drafted = (where: Parts = inProduction) =>
  draft(where, {
    cluster: 'shop',
    database: howdah.database,
    playbook: 'index.create',
    input: { table: 'users', columns: 'id' },
    undoes: null,
  })

test.each(['watcher', 'howdah'])('a superuser called %s is refused', async login => {
  await howdah.managed.run('postgres', `alter role ${login} superuser`)
  expect(await drafted()).toMatchObject({
    kind: 'refusal',
    because: `Howdah's login ${login} is a superuser of shop, and this is production.`,
    instead: 'Give Howdah a role of its own: `howdah init --print-sql` prints the grants.',
  })
  await howdah.managed.run('postgres', `alter role ${login} nosuperuser`)
})

test.each([
  ['howdah', 'grant postgres to howdah'],
  ['watcher', 'create role boss; grant postgres to boss; grant boss to watcher with set false'],
])('%s that may become a superuser is refused', async (login, grants) => {
  for (const grant of grants.split('; ')) await howdah.managed.run('postgres', forMajor(grant))
  expect(await drafted()).toMatchObject({
    kind: 'refusal',
    because: `Howdah's login ${login} may become postgres, a superuser of shop, and this is production.`,
    instead: 'Run `doctor cluster=shop`: it prints the REVOKE.',
  })
  const [rights] = await loginRights(reader, login, [])
  expect(rights?.becomes?.superuser).toBe('postgres')
  for (const revoke of rights?.becomes?.revokes ?? []) await howdah.managed.run('postgres', revoke)
  expect((await loginRights(reader, login, []))[0]?.becomes).toBeNull()
})

test.each([
  ['app', 'may become postgres,', 'grant postgres to app', 'revoke postgres from app'],
  ['postgres', 'is', 'alter table users owner to postgres', 'alter table users owner to app'],
])(
  'a table of %s, who %s a superuser, is refused without a GRANT',
  async (owner, how, make, undo) => {
    await howdah.managed.run(howdah.database, make)
    const refused = await drafted(parts)
    expect(refused).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining(`${owner}, who owns public.users, ${how}`),
      instead: expect.stringContaining('`ALTER TABLE public.users OWNER TO …`'),
    })
    await howdah.managed.run(howdah.database, undo)
  },
)

test('without one it plans', async () => {
  expect(await drafted()).toMatchObject({ kind: 'draft' })
})
