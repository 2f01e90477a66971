/** pg_stat_statements is created in the database, as `howdah init` prints it, but not every node has loaded it. */
import { describe, expect, test } from 'vitest'
import { statementsSetup } from '#cluster/facts/query/setup'
import { openDetector } from '#monitor/detector'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testCluster, testServer } from '#test/support/postgres'
import { carefully, carefulRoles, type Profile } from '#test/support/profile'
import { grantSettings } from '#test/support/setting-grants'

const tables = ['create table users (id int, email text)']
const unloaded = {
  shared_preload_libraries: '',
  // A parameter that a file sets proves nothing.
  'pg_stat_statements.max': 1_000,
}

const prepare: Profile['prepare'] = async (server, database) => {
  await carefully(server, database)
  await grantSettings(server, database, [])
}
const nowhere = openInProcess(
  await startHowdah({ managed: await testServer(unloaded), prepare, tables }),
)

const { primary, replica } = await testCluster(unloaded)
await carefulRoles(primary)
const half = await startHowdah({
  managed: primary,
  prepare,
  tables,
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const onPrimary = openInProcess(half)

const missing =
  'has not loaded pg_stat_statements, so there are no figures of queries there. Let a superuser add pg_stat_statements to shared_preload_libraries, and restart.'

describe('pg_stat_statements that no node has loaded', () => {
  test('keeps nobody from building an index', async () => {
    expect(await nowhere.say('index create users columns=email reason=slow')).toMatchObject({
      kind: 'proposed',
    })
  })

  test('is told by doctor with what to do, and not taken for missing', async () => {
    const reply = await nowhere.say('doctor')
    expect(reply).toMatchObject({ kind: 'answer', lines: [`shop: shop-1 ${missing}`] })
    expect(JSON.stringify(reply)).toContain('"pg_stat_statements: created","yes"')
    expect(reply).not.toHaveProperty('file')
  })

  test('is why there are no slow queries to see', async () => {
    expect(await nowhere.say('query slow')).toMatchObject({
      kind: 'refusal',
      because: 'pg_stat_statements is not loaded on the primary.',
      instead: 'Let a superuser add pg_stat_statements to shared_preload_libraries, and restart.',
    })
  })
})

const detectorOf = ({ parts }: typeof nowhere) => {
  const cluster = parts.clusters.get('shop')
  if (!cluster) throw new Error('no cluster')
  const clock = { ms: 0 }
  return { clock, detector: openDetector(cluster, () => clock.ms) }
}

describe('the detector', () => {
  test('says that figures are missing where the primary has not loaded pg_stat_statements', async () => {
    await expect(detectorOf(nowhere).detector.look()).rejects.toMatchObject({
      message: 'pg_stat_statements is not loaded on the primary.',
      instead: '`doctor cluster=shop` says what to do.',
    })
  })

  test('concludes that nothing is slow where nothing runs', async () => {
    const { clock, detector } = detectorOf(onPrimary)
    const superuser = await primary.connect(half.database)
    await superuser.query('set pg_stat_statements.track = none')
    await superuser.query('select pg_stat_statements_reset()')
    expect(await detector.look()).toBeUndefined()
    clock.ms = 10_000
    expect(await detector.look()).toBeNull()
    await superuser.end()
  })

  test('says that figures are missing where the extension is not created', async () => {
    await primary.run(half.database, 'drop extension pg_stat_statements')
    await expect(detectorOf(onPrimary).detector.look()).rejects.toMatchObject({
      message: `pg_stat_statements is not in database ${half.database}.`,
      instead: '`doctor cluster=shop` prints the statement that helps.',
    })
    await primary.run(half.database, 'create extension pg_stat_statements')
  })
})

describe('pg_stat_statements that the replica has not loaded', () => {
  test('is counted on the other nodes', async () => {
    const view = await onPrimary.parts.clusters.get('shop')?.view()
    const setups = await Promise.all((view?.nodes ?? []).map(one => statementsSetup(one.reader)))
    expect(setups.map(({ loaded }) => loaded)).toEqual([true, false])
    const search = 'select count(*) from users'
    await primary.run(half.database, search)
    const [counted] = await primary.query<{ id: string }>(
      half.database,
      'select queryid::text as id from pg_stat_statements where query = $1',
      [search],
    )
    const { traffic } = onPrimary.parts
    const snapshot = () =>
      traffic.snapshot('shop', half.database, {
        kind: 'statements',
        queryids: [counted?.id ?? ''],
        label: 'search',
        calls: 1,
      })
    const before = await snapshot()
    await primary.run(half.database, search)
    expect(traffic.between(before, await snapshot())).toMatchObject({ calls: 1 })
    expect(onPrimary.faults).toEqual([])
  })

  test('is told by doctor with its name', async () => {
    expect(await onPrimary.say('doctor')).toMatchObject({ lines: [`shop: shop-2 ${missing}`] })
  })
})
