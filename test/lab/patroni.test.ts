/** A cluster under Patroni, by the same words as one of plain streaming. */
import { beforeEach, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { PatroniAction } from '#model/actions/replication/patroni'
import type { Bench } from '#test/support/drivers/bench'
import { codeOf, failureOf, inHand, reins } from '#test/support/drivers/check'
import { checks } from '#test/support/drivers/checks'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { startUnderPatroni } from '#test/support/patroni'
import { between } from '#test/support/patroni/between'
import { hasPatroni } from '#test/support/patroni/start-patroni'
import { openShop } from '#test/support/shop'

describe.skipIf(!hasPatroni)(
  'a cluster of Patroni (needs patroni, python3-etcd, etcd-server and postgresql-15)',
  async () => {
    if (!hasPatroni) return
    const patroni = await startUnderPatroni('create table orders (id int)')
    const { howdah, named, database, primaryName, expectPrimary } = patroni

    const status = (words: string) => hear(howdah, 'olga', '/pg replication status', words)
    /** Patroni keeps the third node from taking over, by a tag. */
    const other = (name: string) => (name === 'shop-1' ? 'shop-2' : 'shop-1')
    const rows = async () => {
      const [row] = await named(await primaryName()).server.query<{ n: number }>(
        database,
        'select count(*)::int as n from orders',
      )
      return row?.n
    }

    beforeEach(() => twoBots(howdah))

    test('is told by what each server says, with what Patroni says beside', async () => {
      await expectPrimary('shop-1')
      // A bot that has just started may not have an answer of each node in time.
      await expect
        .poll(() => status('is the primary of shop'), { timeout: 60_000, interval: 500 })
        .toContain('shop-1 is the primary of shop; shop-2 and shop-3 could take over.')
      expect(await status('is the primary of shop')).toContain('leader, running, timeline 1')
    })

    test('refuses a node that Patroni would not let take over, and says why', async () => {
      await named('shop-3').tag({ nofailover: true })
      await expect
        .poll(() => status('is the primary of shop'), { timeout: 60_000, interval: 500 })
        .toContain('no: its tag `nofailover` forbids it')
      const refused = await hear(howdah, 'olga', '/pg replication switchover shop-3', 'shop-3')
      expect(refused).toContain('shop-3 cannot take over now: its tag `nofailover` forbids it.')
    })

    test('is switched over, with the time that no commit went through, and back by the undo', async () => {
      await named('shop-1').server.run(database, 'insert into orders values (1)')
      const plan = await howdah.plan('/pg replication switchover shop-2')
      const asked = wordsOf(plan)
      expect(asked).toContain('once POST /switchover {"leader":"shop-1","candidate":"shop-2"}')
      expect(asked).toContain('Patroni decides who is the primary')
      expect(asked).not.toContain('lab-password')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(
        /shop-2 is the primary\. No commit for [\d.]+ m?s: checkpoint [\d.]+ m?s, Patroni took [\d.]+ m?s to promote, the old primary followed after [\d.]+ m?s\./,
      )
      await expectPrimary('shop-2')
      expect(await rows()).toBe(1)
      await named('shop-2').server.run(database, 'insert into orders values (2)')
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      await howdah.click('adam', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      await expectPrimary('shop-1')
      expect(await rows()).toBe(2)
      expect(howdah.log()).not.toContain('lab-password')
    }, 300_000)

    test.each(['patroni asking', 'patroni asked', 'patroni promoted', 'step 0 acted'])(
      'ends with one primary when Howdah is killed at "%s"',
      async point => {
        const from = await primaryName()
        await expectPrimary(from)
        const before = await rows()
        const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await expectPrimary(other(from))
        expect(await rows()).toBe(before)
      },
      300_000,
    )

    describe('by its driver', () => {
      const { cluster } = openShop(howdah)
      let [primary, system] = ['', '']
      beforeEach(async () => {
        primary = await primaryName()
        await expectPrimary(primary)
        const [row] = await named(primary).server.query<{ system: string }>(
          'postgres',
          'select system_identifier::text as system from pg_control_system()',
        )
        system = row?.system ?? ''
      })
      const moving = (more: Partial<PatroniAction> = {}): PatroniAction => ({
        kind: 'patroni',
        node: other(primary),
        database,
        duty: 'ha',
        from: primary,
        leader: primary,
        candidate: other(primary),
        scope: 'shop',
        system,
        deadlineSeconds: 60,
        ...more,
      })
      const bench: Bench<PatroniAction> = {
        mark: 'CHECKPOINT',
        absent: () => moving(),
        slow: () => null,
        // Another cluster answers at the address.
        refused: () => moving({ scope: 'shop-before' }),
        refusedAs: /^patroni\.another-cluster$/,
        late: () => null,
        fulfil: null,
        inPieces: null,
        telling: () => moving(),
        told: /^\{"phases":"no commit for [^"]{20,180}"\}$/,
        halve: null,
      }
      test.each(Object.entries(checks))('%s', async (_, check) => {
        const benched = { driver: drivers.patroni, bench, cluster, server: patroni.everyLog }
        expect(await check(benched)).toEqual([])
      })

      /** Acts by way of an address that answers a request for a switchover as `say` says. */
      const acted = async (say: Parameters<typeof between>[1]) => {
        const url = await between(named(primary).rest, say)
        const rests = cluster.config.patroni?.map(one =>
          one.node === primary ? { ...one, url } : one,
        )
        const config = { ...cluster.config, ...(rests ? { patroni: rests } : {}) }
        const action = moving()
        return inHand(
          {
            driver: drivers.patroni,
            bench,
            server: patroni.everyLog,
            cluster: { ...cluster, config },
          },
          action,
          async hand => ({
            code: codeOf(await failureOf(hand.act(action, reins()))),
            state: await hand.look(action),
          }),
        )
      }

      test.each([
        ['503', [503, 'Switchover status unknown']],
        ['nothing', null],
      ] as const)('looks until it is done, where Patroni answers %s', async (_, answer) => {
        expect(await acted({ passes: true, answer })).toEqual({
          code: 'nothing failed',
          state: 'present',
        })
        await expectPrimary(other(primary))
      })

      test('gives up where Patroni does, and leaves the primary as it was', async () => {
        const given = await acted({ passes: false, answer: [503, 'Switchover failed'] })
        expect(given).toEqual({ code: 'patroni.not-switched', state: 'absent' })
        await expectPrimary(primary)
      })
    })

    test('whose Patroni alone was killed has two primaries, and each is told', async () => {
      const from = await primaryName()
      await expectPrimary(from)
      await named(from).killPatroni()
      const alone = await status(`The Patroni of ${from} does not answer: ECONNREFUSED.`)
      expect(alone).toContain(
        `The server of ${from} takes writes: without its Patroni nothing stops it`,
      )
      await expect
        .poll(() => status(' '), { timeout: 110_000, interval: 500 })
        .toContain('Two nodes of shop say that they are the primary')
      const refused = await hear(howdah, 'olga', '/pg replication switchover shop-2', 'shop')
      expect(refused).toContain('Two nodes of shop say that they are the primary')
      // Patroni, started again, makes the old primary follow.
      named(from).start()
      await expect
        .poll(() => patroni.roles(), { timeout: 110_000 })
        .toContain(`${from} is a replica that streams`)
    }, 300_000)
  },
)
