import { beforeEach, describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import {
  expectOneOutcome,
  oneEnds,
  outcomeOf,
  planIdOf,
  runInto,
  twoBots,
} from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'

const { howdah, connect, console, isPaused } = await startPooling()

const waitUntilPaused = async () => {
  await expect.poll(() => isPaused(), { timeout: 110_000, interval: 50 }).toBe(true)
}
const waitUntilResumed = async () => {
  await expect.poll(() => isPaused(), { timeout: 110_000 }).toBe(false)
}

/** Until the run waits for the time to resume. */
const untilReleasing = async (plan: PageMessage) => {
  await expect
    .poll(
      () =>
        howdah.store.query(
          `select from howdah.journal j join howdah.run r on r.id = j.run_id
           where r.plan_id = $1 and j.kind = 'intent' and j.step = 2`,
          [planIdOf(plan)],
        ),
      { timeout: 110_000 },
    )
    .toHaveLength(1)
}

/** The way in for the next test, and no open transaction. */
const asked = async (seconds: number) => {
  await waitUntilResumed()
  return howdah.plan(`/pg pool pause front/app seconds=${seconds}`)
}

describe.skipIf(!hasPgbouncer)('pool.pause (needs /usr/sbin/pgbouncer)', () => {
  beforeEach(() => twoBots(howdah))

  describe('success', () => {
    test('lets clients wait without an error, and go on by itself', async () => {
      const client = await connect('shop', 'app')
      await client.query('select 1')
      const plan = await asked(15)
      expect(wordsOf(plan)).toContain('Pause front/app for at most 15 s')
      expect(wordsOf(plan)).not.toContain('steward')
      await howdah.click('adam', plan, 'approve')
      await waitUntilPaused()
      const { rows } = await client.query('select 1 as answered')
      expect(rows).toEqual([{ answered: 1 }])
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toContain('front/app goes on.')
      expect(await isPaused()).toBe(false)
    })

    test('ends earlier when somebody resumes the pool', async () => {
      const plan = await asked(60)
      await howdah.click('adam', plan, 'approve')
      await untilReleasing(plan)
      await console('RESUME app')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    })
  })

  describe('refusal', () => {
    test('says why a pool is not paused now, and what instead', async () => {
      const refused = (typed: string, words: string) =>
        hear(howdah, 'olga', `/pg pool pause ${typed}`, words)
      expect(await refused('front/apt', 'There is no pool front/apt')).toContain('front/app')
      await refused('app seconds=200', 'are turned away after 120 s')
      await console('PAUSE app')
      expect(await refused('app', 'front/app is paused already.')).toContain('Resume it')
      await console('RESUME app')
    })
  })

  describe('failure', () => {
    test('lets clients go on at once when a transaction does not end', async () => {
      const plan = await asked(60)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      // Plan and run look first: the transaction has to come behind the look.
      howdah.failAt('step 1 before intent')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      const client = await connect('shop', 'app')
      await client.query('begin')
      await client.query('select 1')
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('front/app was not paused within 5 s, as a transaction is open there')
      expect(await isPaused()).toBe(false)
      await client.query('commit')
    })

    test('lets clients go on at once when a person stops the run', async () => {
      const plan = await asked(60)
      await howdah.click('adam', plan, 'approve')
      await untilReleasing(plan)
      await howdah.click('olga', plan, 'stop')
      expect(await outcomeOf(howdah, plan)).toBe('cancelled')
      expect(await isPaused()).toBe(false)
    })
  })

  describe('kill', () => {
    test.each(['step 1 intent', 'pool watched', 'pool paused', 'step 1 acted', 'step 2 intent'])(
      'ends with clients that go on when Howdah is killed at "%s"',
      async point => {
        const plan = await asked(20)
        expect(['succeeded', 'failed']).toContain(await runInto(howdah, point, plan))
        expect(await isPaused()).toBe(false)
      },
    )

    test('goes on by its deadline when no process of Howdah is left', async () => {
      const plan = await asked(15)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      howdah.failAt('step 1 done')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      expect(howdah.bots).toEqual([])
      expect(await isPaused()).toBe(true)
      await waitUntilResumed()
      await twoBots(howdah)
      await expectOneOutcome(howdah, plan, await outcomeOf(howdah, plan))
    })
  })
})
