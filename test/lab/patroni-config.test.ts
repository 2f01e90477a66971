/** Settings of a cluster under Patroni, from the configuration of Patroni. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { codeOf, failureOf, inHand, reins } from '#test/support/drivers/check'
import { checks } from '#test/support/drivers/checks'
import { parametersBench } from '#test/support/drivers/parameters-bench'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { startUnderPatroni } from '#test/support/patroni'
import { askPatroni } from '#test/support/patroni/ask-patroni'
import { between } from '#test/support/patroni/between'
import { hasPatroni } from '#test/support/patroni/start-patroni'
import { inForce } from '#test/support/setting-grants'
import { openShop } from '#test/support/shop'

describe.skipIf(!hasPatroni)(
  'settings under Patroni (need patroni, python3-etcd, etcd-server and postgresql-15)',
  async () => {
    if (!hasPatroni) return
    const patroni = await startUnderPatroni('create table orders (id int)')
    const { howdah, nodes, named, database, primaryName, expectPrimary } = patroni
    const servers = nodes.map(({ server }) => server)
    const everywhere = (name: string) => inForce(servers, database, name)
    const expectEverywhere = async (name: string, value: string): Promise<void> => {
      await expect.poll(() => everywhere(name), { timeout: 110_000 }).toEqual([value, value, value])
    }
    const waiting = async (name: string) =>
      Promise.all(
        servers.map(
          async server =>
            (
              await server.query<{ pending: boolean }>(
                database,
                'select pending_restart as pending from pg_settings where name = $1',
                [name],
              )
            )[0]?.pending,
        ),
      )
    /** The settings in the configuration, as each Patroni tells. */
    const configured = (name: string) =>
      Promise.all(
        nodes.map(async ({ rest }) => {
          const said = await fetch(`${rest}/config`, { signal: AbortSignal.timeout(5_000) })
          const { postgresql } = (await said.json()) as {
            postgresql: { parameters: Readonly<Record<string, unknown>> }
          }
          return postgresql.parameters[name] ?? null
        }),
      )
    const put = async (parameters: Readonly<Record<string, unknown>>): Promise<void> => {
      const primary = named(await primaryName())
      await askPatroni(primary, patroni, 'PATCH /config', { postgresql: { parameters } })
      for (const [name, value] of Object.entries(parameters))
        await expect
          .poll(() => configured(name), { timeout: 110_000 })
          .toEqual([value, value, value])
    }
    const approved = async (plan: Awaited<ReturnType<typeof howdah.plan>>): Promise<string> => {
      await howdah.click('adam', plan, 'approve')
      return outcomeOf(howdah, plan)
    }

    beforeEach(() => twoBots(howdah))
    afterEach(async () => {
      await put({ work_mem: null, max_connections: null })
      await expectEverywhere('work_mem', '4MB')
    })

    test('are set on every node by the shown request, and reset', async () => {
      await expectPrimary('shop-1')
      const plan = await howdah.plan('/pg config set work_mem=64MB')
      const asked = wordsOf(plan)
      expect(asked).toContain('PATCH /config {"postgresql":{"parameters":{"work_mem":"64MB"}}}')
      expect(asked).toContain('each node takes it at its next look, every 2 s')
      expect(await approved(plan)).toBe('succeeded')
      expect(await everywhere('work_mem')).toEqual(['64MB', '64MB', '64MB'])
      expect(await configured('work_mem')).toEqual(['64MB', '64MB', '64MB'])
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'work_mem is 64MB on shop-1, shop-2 and shop-3.',
      )
      const reset = await howdah.plan('/pg config reset work_mem')
      expect(wordsOf(reset)).toContain(
        'PATCH /config {"postgresql":{"parameters":{"work_mem":null}}}',
      )
      expect(await approved(reset)).toBe('succeeded')
      expect(await everywhere('work_mem')).toEqual(['4MB', '4MB', '4MB'])
      expect(await configured('work_mem')).toEqual([null, null, null])
      expect(howdah.log()).not.toContain('lab-password')
    }, 300_000)

    test('wait for a restart on each node, and no more after the undo', async () => {
      const plan = await howdah.plan('/pg config set max_connections=150')
      expect(wordsOf(plan)).toContain('patronictl restart shop')
      expect(await approved(plan)).toBe('succeeded')
      expect(await everywhere('max_connections')).toEqual(['100', '100', '100'])
      expect(await waiting('max_connections')).toEqual([true, true, true])
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'max_connections 150 is written and pending until the restart of shop-1, shop-2 and shop-3',
      )
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      expect(wordsOf(undo)).toContain(
        'PATCH /config {"postgresql":{"parameters":{"max_connections":null}}}',
      )
      expect(await approved(undo)).toBe('succeeded')
      expect(await configured('max_connections')).toEqual([null, null, null])
      expect(wordsOf(await howdah.message(one => one.ts === undo.ts))).toContain(
        'max_connections is 100 on shop-1, shop-2 and shop-3.',
      )
    }, 300_000)

    test('that are guarded are taken back by one person', async () => {
      await put({ work_mem: '8MB' })
      await expectEverywhere('work_mem', '8MB')
      const plan = await howdah.plan('/pg config set work_mem=64MB')
      expect(await approved(plan)).toBe('succeeded')
      await howdah.click('olga', plan, 'take-back')
      await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Undone by'),
        'the change undone',
      )
      await expectEverywhere('work_mem', '8MB')
      expect(await configured('work_mem')).toEqual(['8MB', '8MB', '8MB'])
    }, 300_000)

    test('that a server does not take are put back, and what Patroni had comes back', async () => {
      const plan = await howdah.plan('/pg config set work_mem=64MB log_timezone=Mars/Base')
      expect(await approved(plan)).toBe('failed')
      const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(said).toContain('Patroni took the change, and after 36 s')
      expect(await everywhere('work_mem')).toEqual(['4MB', '4MB', '4MB'])
      expect(await configured('log_timezone')).toEqual([null, null, null])
    }, 300_000)

    test('make a plan out of date where somebody else changes them meanwhile', async () => {
      const plan = await howdah.plan('/pg config set work_mem=64MB')
      await put({ work_mem: '16MB' })
      await howdah.click('adam', plan, 'approve')
      await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(await configured('work_mem')).toEqual(['16MB', '16MB', '16MB'])
    }, 300_000)

    test.each([
      ['shared_buffers=128MB', 'a value of the node’s own patroni.yml wins'],
      ['wal_log_hints=off', 'Patroni decides wal_log_hints'],
      ['max_connections=20', 'Patroni takes no max_connections below 25'],
      ['work_mem=64MB node=shop-2', 'Patroni gives every node the same settings.'],
    ])('refuse %s', async (text, words) => {
      expect(await hear(howdah, 'olga', `/pg config set ${text}`, words)).toContain(words)
    })

    test('refuse where ALTER SYSTEM wins on a node', async () => {
      const { server } = named('shop-2')
      await server.run('postgres', `alter system set work_mem = '5MB'`, 'select pg_reload_conf()')
      const words = 'postgresql.auto.conf of shop-2 has a line for work_mem'
      expect(await hear(howdah, 'olga', '/pg config set work_mem=64MB', words)).toContain(words)
      await server.run('postgres', 'alter system reset work_mem', 'select pg_reload_conf()')
    })

    test.each(['parameters patching', 'parameters patched', 'step 0 acted', 'step 0 done'])(
      'end as approved when Howdah is killed at "%s"',
      async point => {
        const plan = await howdah.plan('/pg config set max_connections=150')
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        expect(await configured('max_connections')).toEqual(['150', '150', '150'])
        expect(await waiting('max_connections')).toEqual([true, true, true])
      },
      300_000,
    )

    test('are in force once Patroni has restarted each node', async () => {
      expect(await approved(await howdah.plan('/pg config set max_connections=150'))).toBe(
        'succeeded',
      )
      for (const name of ['shop-2', 'shop-3', 'shop-1'])
        await askPatroni(named(name), patroni, 'POST /restart', {})
      await expectPrimary('shop-1')
      await expectEverywhere('max_connections', '150')
      const words = 'max_connections is 150 on shop-1, shop-2 and shop-3.'
      expect(await hear(howdah, 'olga', '/pg config show max_connections', words)).toContain(words)
    }, 300_000)

    describe('by their driver', () => {
      const { cluster } = openShop(howdah)
      let [primary, system] = ['', '']
      beforeEach(async () => {
        primary = await primaryName()
        const [row] = await named(primary).server.query<{ system: string }>(
          'postgres',
          'select system_identifier::text as system from pg_control_system()',
        )
        system = row?.system ?? ''
      })
      const bench = parametersBench(
        () => ({ node: primary, database, system, nodes: nodes.map(({ name }) => name) }),
        put,
      )
      test.each(Object.entries(checks))('%s', async (_, check) => {
        const benched = { driver: drivers.parameters, bench, cluster, server: patroni.everyLog }
        expect(await check(benched)).toEqual([])
      })

      test.each([
        [
          '503, and has taken it',
          { passes: true, answer: [503, 'busy'] },
          'nothing failed',
          'present',
        ],
        [
          '401, and has not',
          { passes: false, answer: [401, 'not authenticated'] },
          'patroni.login',
          'absent',
        ],
      ] as const)('looks where Patroni answers %s', async (_, say, code, state) => {
        const url = await between(named(primary).rest, say)
        const rests = cluster.config.patroni?.map(one =>
          one.node === primary ? { ...one, url } : one,
        )
        const config = { ...cluster.config, ...(rests ? { patroni: rests } : {}) }
        const action = bench.absent()
        const benched = {
          driver: drivers.parameters,
          bench,
          server: patroni.everyLog,
          cluster: { ...cluster, config },
        }
        const acted = await inHand(benched, action, async hand => ({
          code: codeOf(await failureOf(hand.act(action, reins()))),
          state: await hand.look(action),
        }))
        expect(acted).toEqual({ code, state })
      })
    })
  },
)
