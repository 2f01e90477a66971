/** In production neither of Howdah's logins may be a superuser: it refuses to plan with one that is. */
import { afterAll, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { draft } from '#engine/plan/draft'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
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

const drafted = () =>
  draft(
    { ...parts, clusters: new Map([['shop', production]]) },
    {
      cluster: 'shop',
      database: howdah.database,
      playbook: 'index.create',
      input: { table: 'users', columns: 'id' },
      undoes: null,
    },
  )

test.each(['watcher', 'howdah'])('a superuser called %s is refused', async login => {
  await howdah.managed.run('postgres', `alter role ${login} superuser`)
  expect(await drafted()).toMatchObject({
    kind: 'refusal',
    because: `Howdah's login ${login} is a superuser of shop, and this is production.`,
    instead: 'Give Howdah a role of its own: `howdah init --print-sql` prints the grants.',
  })
  await howdah.managed.run('postgres', `alter role ${login} nosuperuser`)
})

test('without one it plans', async () => {
  expect(await drafted()).toMatchObject({ kind: 'draft' })
})
