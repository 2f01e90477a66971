import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { oneEnds, outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { startMoving } from '#test/support/moving'

const { howdah, servers, database, primaryName, other, expectPrimary } = await startMoving(
  'create table orders as select generate_series(1, 9) as id',
)

const rows = async (name: keyof typeof servers) =>
  servers[name].query(database, 'select count(*)::int as n from orders')

describe('replication.switchover', () => {
  beforeEach(() => twoBots(howdah))

  describe('refusal', () => {
    test('says why a node cannot take over, and what instead', async () => {
      const refused = (to: string, words: string) =>
        hear(howdah, 'olga', `/pg replication switchover ${to}`, words)
      expect(await refused('shop-1', 'it is the primary')).toContain('Name a replica.')
      expect(await refused('shop-3', 'shop has no node shop-3')).toContain('Did you mean')
      await servers['shop-2'].run('postgres', 'select pg_wal_replay_pause()')
      const paused = await refused('shop-2', 'its replay is paused')
      expect(paused).toContain('shop-2 cannot take over now')
      await servers['shop-2'].run('postgres', 'select pg_wal_replay_resume()')
    })
  })

  test('offers the replicas in its form', async () => {
    await howdah.say('olga', '/pg replication switchover')
    const { id, user } = await howdah.slack.waitFor(({ views }) =>
      views.find(one => one.user === 'U_OLGA'),
    )
    const offered = await howdah.slack.suggest({
      as: 'olga',
      viewId: id,
      blockId: 'to',
      actionId: 'form-name',
      value: '',
    })
    expect(offered).toMatchObject({ options: [{ value: 'shop-2' }] })
    await howdah.slack.closeView(user, id)
  })

  describe('success', () => {
    test('moves the primary without loss, tells how long no commit went through, and back by its undo', async () => {
      await expectPrimary('shop-1')
      await servers['shop-1'].run(database, 'insert into orders values (10)')
      const plan = await howdah.plan('/pg replication switchover shop-2')
      const asked = wordsOf(plan)
      expect(asked).toContain('Make shop-2 the primary of shop, in place of shop-1')
      expect(asked).toContain('none: shop-2 is promoted only once it has all that shop-1 wrote')
      expect(asked).not.toContain('password')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(
        /shop-2 is the primary\. No commit for [\d.]+ m?s: checkpoint [\d.]+ m?s, stop [\d.]+ m?s, replay [\d.]+ m?s, promotion [\d.]+ m?s, the old primary followed after [\d.]+ m?s\./,
      )
      await expectPrimary('shop-2')
      expect(await rows('shop-2')).toEqual([{ n: 10 }])
      await servers['shop-2'].run(database, 'insert into orders values (11)')
      // The slot of the new primary on the old primary would keep WAL for ever.
      expect(
        await servers['shop-1'].query('postgres', 'select slot_name from pg_replication_slots'),
      ).toEqual([])

      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      await howdah.click('adam', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      await expectPrimary('shop-1')
      expect(await rows('shop-1')).toEqual([{ n: 11 }])
      expect(howdah.log()).not.toMatch(/password ?=/)
    })

    test('is told by `replication status`, which says who could take over', async () => {
      const said = await hear(howdah, 'olga', '/pg replication status', 'is the primary of shop')
      const primary = await primaryName()
      expect(said).toContain(`${primary} is the primary of shop; ${other(primary)} could take over`)
      expect(said).toContain('in use) keeps')
    })
  })

  describe('failure', () => {
    test('starts the old primary again when the replica does not get everything', async () => {
      const from = await primaryName()
      const to = other(from)
      // Plan and run look first: the trouble has to come behind the look.
      const plan = await howdah.plan(`/pg replication switchover ${to}`)
      const [, second] = howdah.bots
      second?.kill('SIGTERM')
      await second?.ended
      howdah.failAt('step 0 intent')
      await howdah.click('adam', plan, 'approve')
      await oneEnds(howdah)
      await servers[to].run('postgres', 'select pg_wal_replay_pause()')
      await servers[from].run(database, 'insert into orders values (12)')
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain(`${to} has not replayed all that ${from} wrote`)
      expect(said).toContain(`Make ${from} the primary again. Everything is as it was before.`)
      await servers[to].run('postgres', 'select pg_wal_replay_resume()')
      await expectPrimary(from)
      await servers[from].run(database, 'delete from orders where id = 12')
    })
  })

  describe('kill', () => {
    const within = ['fenced', 'stopped', 'promoted', 'started'].map(one => `switchover ${one}`)
    // The majors differ in the state after a kill, not in the moment of the kill.
    test.each(['step 0 acted', ...(major === 18 ? within : [])])(
      'ends with one primary when Howdah is killed at "%s"',
      async point => {
        const from = await primaryName()
        await expectPrimary(from)
        const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await expectPrimary(other(from))
        expect(await rows(other(from))).toEqual([{ n: 11 }])
      },
      300_000,
    )
  })
})
