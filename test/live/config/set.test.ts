import { beforeEach, describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { grantSettings, valueIn } from '#test/support/setting-grants'

const howdah = await startHowdah()
await twoBots(howdah)
const { managed, database } = howdah
await grantSettings(managed, database, [
  'work_mem',
  'random_page_cost',
  'max_connections',
  '"TimeZone"',
])

beforeEach(() => managed.run('postgres', 'alter system reset all', 'select pg_reload_conf()'))

const run = async (text: string): Promise<string> => {
  const plan = await howdah.plan(`/pg config set ${text}`)
  await howdah.click('adam', plan, 'approve')
  return outcomeOf(howdah, plan)
}

describe('config.set', () => {
  describe('success', () => {
    test('puts several settings in force, with the printed grants alone', async () => {
      expect(await run('work_mem=64MB random_page_cost=1.1')).toBe('succeeded')
      expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '64MB', written: '64MB' })
      expect(await valueIn(managed, 'random_page_cost')).toEqual({ shown: '1.1', written: '1.1' })
    })

    test('leaves what counts after a restart pending, and says so', async () => {
      const before = await valueIn(managed, 'max_connections')
      const plan = await howdah.plan('/pg config set max_connections=234')
      expect(wordsOf(plan)).toContain('written and pending until the restart of shop-1')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await valueIn(managed, 'max_connections')).toEqual({
        shown: before.shown,
        written: '234',
      })
    })
  })

  describe('refusal', () => {
    test.each([
      ['work_mem=8 apples', 'work_mem cannot be 8 apples.'],
      ['work_mem=4MB', 'There is nothing to change: shop-1 has work_mem 4MB already.'],
      ['seq_page_cost=2', 'GRANT ALTER SYSTEM ON PARAMETER seq_page_cost TO howdah;'],
      ['fsync=off', 'fsync off loses the whole database'],
    ])('of %s is said in words', async (text, words) => {
      expect(await hear(howdah, 'olga', `/pg config set ${text}`, words)).toContain(words)
    })
  })

  describe('failure', () => {
    test('writes nothing that stays when the server takes one of two values only', async () => {
      expect(await run('work_mem=64MB timezone=Nowhere/Else')).toBe('failed')
      expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '4MB', written: null })
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const plan = await howdah.plan('/pg config set work_mem=32MB')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '32MB', written: '32MB' })
      },
      300_000,
    )
  })
})
