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
await grantSettings(managed, database, ['work_mem', 'random_page_cost'])

beforeEach(() =>
  managed.run('postgres', `alter system set work_mem = '64MB'`, 'select pg_reload_conf()'),
)

describe('config.reset', () => {
  describe('success', () => {
    test('brings back the default', async () => {
      const plan = await howdah.plan('/pg config reset work_mem')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '4MB', written: null })
    })
  })

  describe('refusal', () => {
    test('of a setting without a line of ALTER SYSTEM says where it comes from', async () => {
      const words = 'has no line for random_page_cost; random_page_cost comes from: default.'
      const said = await hear(howdah, 'olga', '/pg config reset random_page_cost', words)
      expect(said).toContain(words)
    })
  })

  describe('failure', () => {
    test('does nothing when somebody else changed the setting meanwhile', async () => {
      const plan = await howdah.plan('/pg config reset work_mem')
      await managed.run('postgres', `alter system set work_mem = '16MB'`, 'select pg_reload_conf()')
      await howdah.click('adam', plan, 'approve')
      await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '16MB', written: '16MB' })
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const plan = await howdah.plan('/pg config reset work_mem')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await valueIn(managed, 'work_mem')).toEqual({ shown: '4MB', written: null })
      },
      300_000,
    )
  })
})
