import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { startMoving } from '#test/support/moving'
import { grantSettings } from '#test/support/setting-grants'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders as select generate_series(1, 9) as id',
)
const [primary, replica] = [servers['shop-1'], servers['shop-2']]
await grantSettings(primary, database, ['synchronous_standby_names'])

const names = async (): Promise<string> => {
  const [row] = await primary.query<{ names: string }>(
    'postgres',
    `select current_setting('synchronous_standby_names') as names`,
  )
  return row?.names ?? ''
}

const confirming = () =>
  primary.query(
    'postgres',
    `select application_name as name, sync_state as sync from pg_stat_replication`,
  )

/** Takes the setting away, so that the next test begins as the first. */
const waitForNobody = async (): Promise<void> => {
  await primary.run(
    'postgres',
    'alter system reset synchronous_standby_names',
    'select pg_reload_conf()',
  )
  await expect.poll(names, { timeout: 110_000 }).toBe('')
}

beforeEach(() => twoBots(howdah))

describe('replication.set-synchronous', () => {
  describe('refusal', () => {
    test('of a name that no replica carries, and of the primary, is said in words', async () => {
      await expectPrimary('shop-1')
      const refused = (asked: string, words: string) =>
        hear(howdah, 'olga', `/pg replication set-synchronous ${asked}`, words)
      expect(await refused('shop-3', 'shop has no node shop-3')).toContain('Did you mean `shop-')
      await refused('shop-1', 'shop-1 is the primary, and does not wait for itself')
      await refused('shop-2 least=2', '2 confirmations of 1 never come')
      await refused('none', 'commits on shop-1 wait for nobody already')
    })
  })

  describe('success', () => {
    test('has commits wait for the replica, says what that may lose and stop, and goes back by its undo', async () => {
      const plan = await howdah.plan('/pg replication set-synchronous shop-2')
      const asked = wordsOf(plan)
      expect(asked).toContain('Have commits on shop-1 wait for ANY 1 (shop_2)')
      expect(asked).toContain('a failover to shop-2 loses nothing that was told to be committed')
      expect(asked).toContain('every commit on shop-1 stands still as soon as shop-2 is away')
      await howdah.click('adam', plan, 'approve')
      const outcome = await outcomeOf(howdah, plan)
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(outcome, said).toBe('succeeded')
      expect(said).toContain('Commits are confirmed by shop_2.')
      expect(await names()).toBe('ANY 1 (shop_2)')
      expect(await confirming()).toEqual([{ name: 'shop_2', sync: 'quorum' }])

      // One person takes a guarded change back, as the guard would.
      await howdah.click('olga', plan, 'take-back')
      await expect.poll(names, { timeout: 110_000 }).toBe('')
    })
  })

  describe('failure', () => {
    test('takes the setting back when no replica confirms what is written', async () => {
      const plan = await howdah.plan('/pg replication set-synchronous shop-2')
      const [receiver] = await replica.query<{ pid: number }>(
        'postgres',
        'select pid from pg_stat_wal_receiver',
      )
      const pid = receiver?.pid ?? 0
      process.kill(pid, 'SIGSTOP')
      onTestFinished(() => void process.kill(pid, 'SIGCONT'))
      await howdah.click('adam', plan, 'approve')
      const outcome = await outcomeOf(howdah, plan)
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(outcome, said).toBe('failed')
      expect(said).toContain('Everything is as it was before.')
      expect(await names()).toBe('')
    })
  })

  describe('kill', () => {
    test.each(['step 0 acted', 'step 2 acted'])(
      'ends with commits that wait when Howdah is killed at "%s"',
      async point => {
        await expectPrimary('shop-1')
        await waitForNobody()
        const plan = await howdah.plan('/pg replication set-synchronous shop-2')
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        expect(await names()).toBe('ANY 1 (shop_2)')
      },
      300_000,
    )
  })
})
