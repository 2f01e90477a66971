import { beforeEach, describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { asOwner, monthlyTable, nameOf } from '#test/support/partitions/rotating'
import { profile } from '#test/support/profile'

const howdah = await startHowdah()
const { managed, database } = howdah
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)
const old = nameOf(-3)

const isThere = async (): Promise<boolean> =>
  (await managed.query(database, `select from pg_class where relname = $1`, [old])).length > 0

/** Has Howdah detach the oldest partition, and waits until a hold of a second is over. */
const detach = async (hold: string): Promise<void> => {
  await twoBots(howdah)
  const plan = await howdah.plan(
    `/pg partition rotate events ahead=1 keep="2 months" hold="${hold}"`,
  )
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  const since = Date.now()
  await expect.poll(() => Date.now() - since, { timeout: 110_000 }).toBeGreaterThan(1_000)
}

beforeEach(() =>
  run(
    'drop table if exists events cascade',
    `drop table if exists ${old} cascade`,
    ...monthlyTable(-3, 1),
  ),
)

describe('partition.drop', () => {
  describe('success', () => {
    test('drops a partition whose time has passed, and nothing takes that back', async () => {
      await detach('1 second')
      const plan = await howdah.plan(`/pg partition drop ${old}`)
      expect(wordsOf(plan)).toContain(`DROP TABLE public.${old};`)
      expect(wordsOf(plan)).toContain('none: only a backup brings the rows back')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await isThere()).toBe(false)
      await expectOneOutcome(howdah, plan, 'succeeded')
    })
  })

  describe('refusal', () => {
    test('of a partition, of one that is still kept, and of a table of the same name is said in words', async () => {
      await twoBots(howdah)
      const told = listenFor(howdah, 'olga')
      await howdah.say('olga', `/pg partition drop ${old}`)
      expect(await told('is a partition of public.events.')).toMatch(/^Blocked: .+ Instead: /)
      await detach('7 days')
      await howdah.say('olga', `/pg partition drop ${old}`)
      expect(await told('to be kept for 7 days')).toMatch(/^Blocked: .+ Instead: /)
      await run(`drop table ${old}`, `create table ${old} (id int)`)
      await howdah.say('olga', `/pg partition drop ${old}`)
      expect(await told('is not known as a partition that Howdah detached')).toMatch(/^Blocked: /)
    })
  })

  describe('failure', () => {
    test('leaves the table when it is stopped while it waits for a reader', async () => {
      await detach('1 second')
      const plan = await howdah.plan(`/pg partition drop ${old}`)
      const reader = await managed.connect(database)
      await reader.query('begin')
      await reader.query(`select from ${old}`)
      await howdah.click('adam', plan, 'approve')
      const running = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Running: Drop'),
        'the run under way',
      )
      await expect
        .poll(() => timesRun(howdah, `LOCK TABLE public.${old}`), { timeout: 110_000 })
        .toBeGreaterThan(0)
      await howdah.click('adam', running, 'stop')
      expect(await outcomeOf(howdah, plan)).toBe('cancelled')
      await reader.end()
      expect(await isThere()).toBe(true)
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await detach('1 second')
        const plan = await howdah.plan(`/pg partition drop ${old}`)
        const outcome = await runInto(howdah, point, plan)
        expect(await isThere()).toBe(outcome !== 'succeeded')
      },
      300_000,
    )
  })
})
