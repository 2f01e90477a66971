import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configFile } from '#cluster/drivers/clone/configure'
import { dataOf } from '#cluster/facts/clone/about'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { serverOf } from '#cluster/facts/clone/server-of'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneFolders, cloneNamed } from '#test/support/clones'
import { startCloning } from '#test/support/cloning'
import { hear } from '#test/support/hostile'
import { runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'

const { repository, managed, howdah } = await startCloning(
  'create table orders as select generate_series(1, 9) as id',
)
const { clones } = repository
const { database } = howdah

const folder = async (): Promise<string> => (await clonesIn(clones))?.[0]?.folder ?? ''

/** As a kernel short of memory does. */
const killServer = async (): Promise<void> => {
  const data = dataOf(await folder())
  const pid = await serverOf(data)
  if (pid !== null) process.kill(pid, 'SIGKILL')
  await expect.poll(() => serverOf(data), { timeout: 110_000 }).toBeNull()
}

const rows = async () =>
  askClone(
    await cloneNamed(clones, 'shop-clone-1'),
    database,
    'select count(*)::int as n from orders',
  )

describe('clone.start', () => {
  beforeAll(async () => {
    await carryOut(howdah, '/pg backup take')
    const [now] = await managed.query<{ lsn: string }>(
      database,
      'select pg_current_wal_insert_lsn()::text as lsn',
    )
    await managed.run(database, 'delete from orders')
    await carryOut(howdah, `/pg restore point-in-time lsn=${now?.lsn ?? ''}`)
  })

  beforeEach(() => twoBots(howdah))

  describe('refusal', () => {
    test('refuses a clone that runs', async () => {
      const said = '/pg clone start shop-clone-1'
      expect(await hear(howdah, 'olga', said, 'shop-clone-1 runs, and can be read.')).toContain(
        'See where it stands.',
      )
    })
  })

  describe('success', () => {
    test('starts a clone whose server was killed, at the same moment', async () => {
      const before = await cloneNamed(clones, 'shop-clone-1')
      await killServer()
      const shown = await hear(
        howdah,
        'olga',
        '/pg clone show shop-clone-1',
        'Its server does not run',
      )
      expect(shown).toContain('start it again')
      await carryOut(howdah, '/pg clone start shop-clone-1')
      expect(await rows()).toEqual([{ n: 9 }])
      expect(await cloneNamed(clones, 'shop-clone-1')).toEqual(before)
      expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends with a clone that runs when Howdah is killed at "%s"',
      async point => {
        await killServer()
        const plan = await howdah.plan('/pg clone start shop-clone-1')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await rows()).toEqual([{ n: 9 }])
        expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
      },
      300_000,
    )
  })

  describe('failure', () => {
    test('says why the server does not start, and leaves nothing running', async () => {
      await killServer()
      const config = join(dataOf(await folder()), configFile)
      appendFileSync(config, "max_connections = 'many'\n")
      const plan = await howdah.plan('/pg clone start shop-clone-1')
      await howdah.click('adam', plan, 'approve')
      const said = await howdah.message(
        one => one.ts === plan.ts && JSON.stringify(one.blocks).includes('Failed.'),
      )
      expect(JSON.stringify(said.blocks)).toContain('The clone does not start')
      expect(await cloneFolders(clones)).toEqual(['shop-clone-1 does not run'])
      await carryOut(howdah, '/pg clone end shop-clone-1')
      expect(await cloneFolders(clones)).toEqual([])
    })
  })
})
