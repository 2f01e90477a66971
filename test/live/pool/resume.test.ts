import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'

const { howdah, connect, console, isPaused, restart } = await startPooling()

/** A pool that somebody has paused by hand, and the plan to let it go on. */
const planned = async () => {
  await console('PAUSE app')
  return howdah.plan('/pg pool resume front/app')
}

describe.skipIf(!hasPgbouncer)('pool.resume (needs /usr/sbin/pgbouncer)', () => {
  beforeEach(() => twoBots(howdah))

  describe('success', () => {
    test('lets clients that wait go on', async () => {
      const client = await connect('shop', 'app')
      await client.query('select 1')
      await console('PAUSE app')
      const waiting = client.query('select 1 as answered')
      const plan = await howdah.plan('/pg pool resume front/app')
      expect(wordsOf(plan)).toContain('1 client waits')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect((await waiting).rows).toEqual([{ answered: 1 }])
    })
  })

  describe('refusal', () => {
    test('says that a pool is not paused', async () => {
      const said = await hear(howdah, 'olga', '/pg pool resume app', 'front/app is not paused.')
      expect(said).toContain('See')
    })
  })

  describe('failure', () => {
    test('says that somebody else has resumed the pool meanwhile', async () => {
      const plan = await planned()
      await restart()
      await howdah.click('adam', plan, 'approve')
      const ended = await howdah.message(
        one => one.ts === plan.ts && /Out of date|Failed/.test(wordsOf(one)),
        'the end of the plan',
      )
      expect(wordsOf(ended)).toContain('front/app is not paused.')
    })
  })

  describe('kill', () => {
    test.each(['step 0 intent', 'step 0 acted'])(
      'ends with clients that go on when Howdah is killed at "%s"',
      async point => {
        const plan = await planned()
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await isPaused()).toBe(false)
      },
    )
  })
})
