import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { oneEnds, outcomeOf, runInto, twoBots } from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'

const { howdah, connect, console, file } = await startPooling({ default_pool_size: '7' })

const size = async () =>
  (await console('SHOW DATABASES')).find(({ name }) => name === 'app')?.['pool_size']
const written = () => readFileSync(file, 'utf8')

describe.skipIf(!hasPgbouncer)('pool.resize (needs /usr/sbin/pgbouncer)', () => {
  beforeEach(() => twoBots(howdah))

  describe('success', () => {
    test('sets the size of a pool that is in use, and back by its undo', async () => {
      const client = await connect('shop', 'app')
      await client.query('select 1')
      const before = written()
      const plan = await howdah.plan('/pg pool resize front/app size=9')
      expect(wordsOf(plan)).toContain(
        'Let front/app have up to 9 servers for each user, in place of 7',
      )
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await size()).toBe(9)
      expect(written()).toContain(' pool_size=9\n')
      await console('RELOAD')
      expect(await size()).toBe(9)
      await client.query('select 1')
      // One person takes a guarded change back, as the guard would.
      await howdah.click('olga', plan, 'take-back')
      await expect.poll(size, { timeout: 110_000 }).toBe(7)
      expect(written()).toBe(before)
    })
  })

  describe('refusal', () => {
    test('says that the node has not so many connections', async () => {
      const said = await hear(howdah, 'olga', '/pg pool resize app size=5000', 'could open')
      expect(said).toContain('Choose a smaller size')
    })
  })

  describe('failure', () => {
    test('changes nothing where somebody has taken the line out of the file meanwhile', async () => {
      const before = written()
      const plan = await howdah.plan('/pg pool resize front/app size=9')
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      // Plan and run look first: the trouble has to come behind the look.
      howdah.failAt('step 0 intent')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      writeFileSync(file, before.replace(/^app = .*\n/m, ''))
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('has no line for app alone')
      expect(await size()).toBe(7)
      writeFileSync(file, before)
    })

    test('leaves the file as before where a further file has the last word', async () => {
      const before = written()
      const further = join(dirname(file), 'further.ini')
      const line = before.split('\n').find(one => one.startsWith('app = '))
      writeFileSync(further, `[databases]\n${line} pool_size=7\n`)
      const included = `${before}%include ${further}\n`
      writeFileSync(file, included)
      const plan = await howdah.plan('/pg pool resize front/app size=9')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('PgBouncer did not take pool_size from the line of app in')
      expect(said).toContain('which is as before')
      expect(written()).toBe(included)
      writeFileSync(file, before)
      await console('RELOAD')
    })
  })

  describe('kill', () => {
    test.each(['step 0 intent', 'step 0 acted'])(
      'ends with the planned size when Howdah is killed at "%s"',
      async point => {
        const wanted = (await size()) === 9 ? 10 : 9
        const plan = await howdah.plan(`/pg pool resize front/app size=${wanted}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await size()).toBe(wanted)
      },
    )
  })
})
