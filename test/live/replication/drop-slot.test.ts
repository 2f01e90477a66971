import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { oneEnds, outcomeOf, runInto, twoBots } from '#test/support/kills'
import { startMoving } from '#test/support/moving'
import { profile } from '#test/support/profile'
import { readBySlot } from '#test/support/reading-slot'

const { howdah, servers } = await startMoving('create table orders (id int)')
const primary = servers['shop-1']

const slots = async (): Promise<readonly string[]> =>
  (
    await primary.query<{ name: string }>(
      'postgres',
      `select slot_name as name from pg_replication_slots where slot_name <> 'shop_2'`,
    )
  ).map(({ name }) => name)

/** Resolves once somebody reads by the slot. */
const readBy = async (slot: string): Promise<void> => {
  const reader = readBySlot(primary, slot)
  onTestFinished(() => reader.end())
  const active = () =>
    primary.query('postgres', 'select from pg_replication_slots where active and slot_name = $1', [
      slot,
    ])
  await expect.poll(active, { timeout: 110_000 }).toHaveLength(1)
}

beforeEach(async () => {
  await twoBots(howdah)
  await primary.run(
    'postgres',
    `select pg_create_physical_replication_slot('old', true)
     where not exists (select from pg_replication_slots where slot_name = 'old')`,
  )
})

describe('replication.drop-slot', () => {
  describe('success', () => {
    test('drops a slot that nobody uses, and makes it again by its undo', async () => {
      const plan = await howdah.plan('/pg replication drop-slot old')
      expect(wordsOf(plan)).toMatch(
        /Drop physical replication slot old on shop-1, which keeps [\d.]+ \w+ of WAL/,
      )
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await slots()).toEqual([])
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      await howdah.click('adam', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      expect(await slots()).toEqual(['old'])
    })
  })

  describe('refusal', () => {
    test('of a slot in use names the session that reads by it', async () => {
      const refused = (slot: string, words: string) =>
        hear(howdah, 'olga', `/pg replication drop-slot ${slot}`, words)
      expect(await refused('shop_2', 'Slot shop_2 on shop-1 is in use')).toMatch(
        /pid \d+ \(shop_2\) reads by it/,
      )
      expect(await refused('odl', 'have no slot odl')).toContain('Did you mean `old`?')
    })
  })

  describe('failure', () => {
    test('leaves a slot that somebody uses by then, and says who in the words of PostgreSQL', async () => {
      const plan = await howdah.plan('/pg replication drop-slot old')
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      howdah.failAt('step 0 intent')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      await readBy('old')
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toMatch(/replication slot "old" is active for PID \d+/)
      expect(await slots()).toEqual(['old'])
    })

    test('is out of date when the slot was used since', async () => {
      const plan = await howdah.plan('/pg replication drop-slot old')
      await primary.run(
        'postgres',
        `select pg_drop_replication_slot('old')`,
        `select pg_switch_wal() from pg_logical_emit_message(false, 'later', 'on')`,
        // A new slot keeps from the last checkpoint on.
        'checkpoint',
        `select pg_create_physical_replication_slot('old', true)`,
      )
      await howdah.click('adam', plan, 'approve')
      await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(await slots()).toEqual(['old'])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        const plan = await howdah.plan('/pg replication drop-slot old')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await slots()).toEqual([])
      },
      300_000,
    )
  })

  test('is offered by `replication status` for a slot that has lost its WAL', async () => {
    await primary.run(
      'postgres',
      `alter system set max_slot_wal_keep_size = '1MB'`,
      'select pg_reload_conf()',
      ...Array.from(
        { length: 4 },
        () => `select pg_switch_wal() from pg_logical_emit_message(false, 'much', 'wal')`,
      ),
      'checkpoint',
    )
    const said = await hear(howdah, 'olga', '/pg replication status', 'has lost WAL')
    expect(said).toContain('Slot old on shop-1 has lost WAL that its reader needs')
    expect(said).toContain('Drop Slot old')
    await carryOut(howdah, '/pg replication drop-slot old')
    expect(await slots()).toEqual([])
  })
})
