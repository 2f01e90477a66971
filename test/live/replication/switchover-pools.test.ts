import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { oneEnds, outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { startMovingPools } from '#test/support/moving-pools'
import { hasPgbouncer } from '#test/support/pgbouncer'

const moving = await startMovingPools('create table orders (id int)')
const { howdah, servers, database, primaryName, other, expectPrimary } = moving
const { bouncer, connect, console, shown, underTraffic, file } = moving

/** Pids of the children of a process whose command line has the word. */
const childrenOf = (parent: number, word: string): readonly number[] =>
  readdirSync('/proc').flatMap(pid => {
    try {
      const [, , of = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, ') ')
        .split(' ')
      return Number(of) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
        ? [Number(pid)]
        : []
    } catch {
      return []
    }
  })

/** Pids of the processes that the bots have put on watch. */
const watchdogs = (): readonly number[] =>
  howdah.bots.flatMap(({ process: { pid = 0 } }) => childrenOf(pid, 'watchdog-program'))

const count = async (name: keyof typeof servers): Promise<number> => {
  const [row] = await servers[name].query<{ n: number }>(
    database,
    'select count(*)::int as n from orders',
  )
  return row?.n ?? -1
}

describe.skipIf(!hasPgbouncer)(
  'replication.switchover with pools (needs /usr/sbin/pgbouncer)',
  () => {
    beforeEach(() => twoBots(howdah))

    test('lets clients wait without an error, leads them to the new primary, and back by its undo', async () => {
      await expectPrimary('shop-1')
      const before = readFileSync(file, 'utf8')
      const plan = await howdah.plan('/pg replication switchover shop-2')
      const asked = wordsOf(plan)
      expect(asked).toContain(
        'clients of front/app wait without an error until shop-2 is the primary and they are led there: 30 s at most',
      )
      expect(asked).toContain(`RELOAD also takes up whatever else was changed in ${file}.`)
      expect(asked).not.toContain('steward:')
      const traffic = await underTraffic(async () => {
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        await expectPrimary('shop-2')
      })
      expect(traffic.failed).toEqual([])
      expect(await count('shop-2')).toBe(traffic.written)
      expect(await shown()).toEqual({ paused: false, node: 'shop-2' })
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(/pause [\d.]+ m?s, stop .+\. Clients waited for up to [\d.]+ m?s\./)
      process.stdout.write(
        `the longest transaction took ${Math.round(traffic.longest)} ms: ${/No commit .+?s\. Clients .+?s\./.exec(done)?.[0]}\n`,
      )

      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      const back = await underTraffic(async () => {
        await howdah.click('adam', undo, 'approve')
        expect(await outcomeOf(howdah, undo)).toBe('succeeded')
        await expectPrimary('shop-1')
      })
      expect(back.failed).toEqual([])
      expect(await count('shop-1')).toBe(traffic.written + back.written)
      expect(await shown()).toEqual({ paused: false, node: 'shop-1' })
      expect(readFileSync(file, 'utf8')).toBe(before)
    })

    test('refuses a transaction in the pool that does not end, and a pool that is paused', async () => {
      const refused = (words: string) =>
        hear(howdah, 'olga', '/pg replication switchover shop-2', words)
      await console('PAUSE app')
      expect(await refused('front/app is paused, and by no run')).toContain('Resume it')
      await console('RESUME app')
    })

    test('stops nothing, and lets clients go on, when a transaction does not end in time', async () => {
      const from = await primaryName()
      const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      // Plan and run look first: the transaction has to come behind the look.
      howdah.failAt('step 0 intent')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      const client = await connect('shop', 'app')
      await client.query('begin')
      await client.query('select 1')
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toMatch(/front\/app was not paused within 5 s.+\(pid \d+, shop\); it goes on\./)
      expect(await shown()).toEqual({ paused: false, node: from })
      await client.query('commit')
      await client.end()
      await expectPrimary(from)
    })

    test.each([
      'pools watched',
      'pools paused',
      'switchover stopped',
      'switchover promoted',
      'pools led',
    ])(
      'ends with clients that are led to the one primary when Howdah is killed at "%s"',
      async point => {
        const from = await primaryName()
        await expectPrimary(from)
        const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
        const outcome = await runInto(howdah, point, plan)
        const to = outcome === 'succeeded' ? other(from) : from
        await expectPrimary(to)
        expect(await shown(), planIdOf(plan)).toEqual({ paused: false, node: to })
      },
      300_000,
    )

    test('leads a PgBouncer that was killed meanwhile to the new primary, once it is started again', async () => {
      const from = await primaryName()
      const to = other(from)
      await expectPrimary(from)
      const plan = await howdah.plan(`/pg replication switchover ${to}`)
      await howdah.click('adam', plan, 'approve')
      await expect
        .poll(async () => (await shown()).paused, { timeout: 110_000, interval: 5 })
        .toBe(true)
      await bouncer?.crash()
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      await expectPrimary(to)
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'front/app could not be resumed; paused, it goes on in time by itself, and started again, by its file',
      )
      await bouncer?.startAgain()
      expect(await shown()).toEqual({ paused: false, node: to })
      // At the latest by the deadline, where it had not seen the pause.
      await expect.poll(watchdogs, { timeout: 110_000 }).toEqual([])
    })

    test('lets clients go on by the next process when the watchdog and its bot were killed', async () => {
      const from = await primaryName()
      const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      howdah.failAt('pools led')
      await howdah.click('adam', plan, 'approve')
      await expect
        .poll(async () => (await shown()).paused, { timeout: 110_000, interval: 5 })
        .toBe(true)
      const [watchdog, ...others] = watchdogs()
      expect(others).toEqual([])
      process.kill(watchdog ?? 0, 'SIGKILL')
      await oneEnds(howdah)
      expect(await shown()).toEqual({ paused: true, node: other(from) })
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await shown()).toEqual({ paused: false, node: other(from) })
    })

    test('pauses no pool past the deadline when no process of Howdah is left', async () => {
      const from = await primaryName()
      const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      howdah.failAt('pools paused')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      expect(await shown()).toEqual({ paused: true, node: from })
      const began = performance.now()
      await expect.poll(async () => (await shown()).paused, { timeout: 110_000 }).toBe(false)
      expect(performance.now() - began).toBeLessThan(60_000)
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await shown()).toEqual({ paused: false, node: other(from) })
    })
  },
)
