import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { openDetector } from '#monitor/detector'
import { readConfig } from '#src/config'
import { startHowdah } from '#test/support/howdah'
import { searchedTable } from '#test/support/searching'

const howdah = await startHowdah({ tables: searchedTable })
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')
const cluster = openCluster(config)
afterAll(() => cluster.close())

/** What the application does, in one session that ends: only then are its scans counted for certain. */
const search = async (times: number): Promise<void> => {
  const client = await howdah.managed.connect(howdah.database)
  await client.query('set role app')
  for (let call = 0; call < times; call += 1)
    await client.query('select id from users where lower(email) = $1', [`user${call}@example.com`])
  await client.end()
}

/** Seconds of a clock that goes on only when the test says so. */
const openWithClock = () => {
  const clock = { seconds: 0 }
  return { clock, detector: openDetector(cluster, () => clock.seconds * 1_000) }
}

describe('the detector', () => {
  test.each([10, 61, 3_600])('finds what was slow between two looks %d s apart', async apart => {
    const { clock, detector } = openWithClock()
    expect(await detector.look()).toBeUndefined()
    await search(30)
    clock.seconds += apart
    const finding = await detector.look()
    expect(finding).toMatchObject({ calls: 30, seconds: apart, cluster: 'shop' })
    expect(finding?.command).toContain('index create table=users columns=lower(email)')
    expect(finding?.rowsRead).toBeGreaterThan(50_000)
  })

  test('forgets after a minute what was slow before', async () => {
    const { clock, detector } = openWithClock()
    await detector.look()
    await search(30)
    clock.seconds += 61
    expect(await detector.look()).toMatchObject({ calls: 30 })
    clock.seconds += 30
    expect(await detector.look()).toBeNull()
  })
})
