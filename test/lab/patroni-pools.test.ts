/** Clients of PgBouncer wait while Patroni switches over. */
import { beforeEach, describe, expect, test } from 'vitest'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, runInto, twoBots } from '#test/support/kills'
import { bounceBefore, poolsToMove } from '#test/support/moving-pools'
import { startUnderPatroni } from '#test/support/patroni'
import { hasPatroni } from '#test/support/patroni/start-patroni'
import { hasPgbouncer } from '#test/support/pgbouncer'

const hasBoth = hasPatroni && hasPgbouncer

describe.skipIf(!hasBoth)(
  'pools before a cluster of Patroni (need patroni, python3-etcd, etcd-server, postgresql-15 and pgbouncer)',
  async () => {
    if (!hasBoth) return
    const { port, file, pools } = await poolsToMove()
    const patroni = await startUnderPatroni('create table orders (id int)', { pools })
    const { howdah, nodes, named, database, primaryName, expectPrimary } = patroni
    const ports = Object.fromEntries(nodes.map(({ name, server }) => [name, server.port]))
    const before = { port, file, database, first: named('shop-1').server, ports }
    const { shown, underTraffic } = await bounceBefore(before)
    const other = (name: string) => (name === 'shop-1' ? 'shop-2' : 'shop-1')

    beforeEach(() => twoBots(howdah))

    test('lets clients wait without an error, and leads them to the new primary', async () => {
      await expectPrimary('shop-1')
      const plan = await howdah.plan('/pg replication switchover shop-2')
      expect(wordsOf(plan)).toContain('clients of front/app wait without an error')
      const traffic = await underTraffic(async () => {
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        await expectPrimary('shop-2')
      })
      expect(traffic.failed).toEqual([])
      expect(await shown()).toEqual({ paused: false, node: 'shop-2' })
      const done = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(done).toMatch(/Patroni took .+\. Clients waited for up to [\d.]+ m?s\./)
      const [row] = await named('shop-2').server.query<{ n: number }>(
        database,
        'select count(*)::int as n from orders',
      )
      expect(row?.n).toBe(traffic.written)
      process.stdout.write(
        `the longest transaction took ${Math.round(traffic.longest)} ms: ${/No commit .+?s\. Clients .+?s\./.exec(done)?.[0]}\n`,
      )
    }, 300_000)

    test.each(['pools paused', 'patroni asked', 'patroni promoted', 'pools led'])(
      'ends with clients that are led to the one primary when Howdah is killed at "%s"',
      async point => {
        const from = await primaryName()
        await expectPrimary(from)
        const plan = await howdah.plan(`/pg replication switchover ${other(from)}`)
        expect(await runInto(howdah, point, plan), planIdOf(plan)).toBe('succeeded')
        await expectPrimary(other(from))
        expect(await shown()).toEqual({ paused: false, node: other(from) })
      },
      300_000,
    )
  },
)
