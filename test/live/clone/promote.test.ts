import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configFile } from '#cluster/drivers/clone/configure'
import { dataOf } from '#cluster/facts/clone/about'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { serverOf } from '#cluster/facts/clone/server-of'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneFolders, cloneNamed, endClones } from '#test/support/clones'
import { startCloning } from '#test/support/cloning'
import { hear } from '#test/support/hostile'
import { runInto, twoBots } from '#test/support/kills'

const { repository, managed, howdah } = await startCloning(
  'create table orders as select generate_series(1, 9) as id',
)
const { clones } = repository
const { database } = howdah

const ask = async (text: string) =>
  askClone(await cloneNamed(clones, 'shop-clone-1'), database, text)

const count = 'select count(*)::int as n from orders'

describe('clone.promote', () => {
  let moment = ''
  beforeAll(async () => {
    await carryOut(howdah, '/pg backup take')
    const [now] = await managed.query<{ lsn: string }>(
      database,
      'select pg_current_wal_insert_lsn()::text as lsn',
    )
    moment = now?.lsn ?? ''
    await managed.run(database, 'delete from orders')
  })

  beforeEach(async () => {
    await twoBots(howdah)
    await endClones(clones)
    await carryOut(howdah, `/pg restore point-in-time lsn=${moment}`)
  })

  describe('success', () => {
    test('takes writes, outlives a crash of its server, gives its rows back, and replays no more', async () => {
      const said = await carryOut(howdah, '/pg clone promote shop-clone-1')
      expect(said).toContain('shop-clone-1 takes writes, and began as shop')
      await ask('insert into orders values (10)')
      const data = dataOf((await clonesIn(clones))?.[0]?.folder ?? '')
      process.kill((await serverOf(data)) ?? 0, 'SIGKILL')
      await expect.poll(() => serverOf(data), { timeout: 110_000 }).toBeNull()
      await carryOut(howdah, '/pg clone start shop-clone-1')
      expect(await ask(count)).toEqual([{ n: 10 }])
      await hear(howdah, 'olga', '/pg clone list', 'takes writes')
      const told = await hear(howdah, 'olga', '/pg clone forward shop-clone-1', 'was promoted')
      expect(told).toContain('Restore to the moment that you want.')
      await carryOut(howdah, '/pg clone export orders clone=shop-clone-1 to=back')
      expect(await managed.query(database, 'select count(*)::int as n from back.orders')).toEqual([
        { n: 10 },
      ])
      await managed.run(database, 'drop schema back cascade')
    })
  })

  describe('refusal', () => {
    test('refuses a clone that is not there', async () => {
      const told = await hear(
        howdah,
        'olga',
        '/pg clone promote shop-clone-7',
        'There is no clone shop-clone-7',
      )
      expect(told).toContain('See which there are.')
    })
  })

  describe('failure', () => {
    test('counts for no moment, and leaves nothing running, where the server does not start', async () => {
      const folder = (await clonesIn(clones))?.[0]?.folder ?? ''
      appendFileSync(join(dataOf(folder), configFile), "max_connections = 'many'\n")
      const said = await carryOut(howdah, '/pg clone promote shop-clone-1', 'failed')
      expect(said).toContain('shop-clone-1 does not start')
      expect(await cloneFolders(clones)).toEqual(['shop-clone-1 does not run'])
      const told = await hear(howdah, 'olga', '/pg clone promote shop-clone-1', 'broke off')
      expect(told).toContain('End it, and restore again.')
    })
  })

  describe('kill', () => {
    test.each(['step 0 intent', 'step 0 acted'])(
      'ends with a clone that takes writes when Howdah is killed at "%s"',
      async point => {
        const plan = await howdah.plan('/pg clone promote shop-clone-1')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        await ask('insert into orders values (11)')
        expect(await ask(count)).toEqual([{ n: 10 }])
      },
      300_000,
    )
  })
})
