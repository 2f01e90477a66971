/** The daily report of each cluster is a schedule of the inventory. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { telling } from '#test/support/telling'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: { reports: { at: '00:00', zone: 'Asia/Tokyo', weekly: 'off' } },
  cluster: { owner: 'U_DANA' },
  clusters: {
    away: {
      environment: 'sample',
      databases: ['shop'],
      nodes: [{ name: 'away-1', url: `postgres://127.0.0.1:${await freePort()}` }],
      credentials: { observe: 'howdah:howdah' },
    },
  },
})
await howdah.start()

const shop = telling(howdah, 'daily-shop')
const away = telling(howdah, 'daily-away')
const runNow = (name: string) =>
  hear(howdah, 'olga', `/pg schedule run-now ${name}`, `${name} runs now`)

describe('the daily report', () => {
  test('comes by a schedule that the inventory names, and that only the inventory changes', async () => {
    const listed = await hear(howdah, 'olga', '/pg schedule list', 'daily-shop')
    expect(listed).toContain('daily-away')
    expect(listed).not.toContain('weekly-shop')
    // Midnight in Tokyo.
    expect(await hear(howdah, 'olga', '/pg schedule show daily-shop', 'the inventory')).toContain(
      '15:00',
    )
    await hear(howdah, 'olga', '/pg schedule remove daily-shop', 'stands in the inventory')
    await hear(howdah, 'olga', '/pg schedule pause daily-away reason=quiet', 'is paused')
    await hear(howdah, 'olga', '/pg schedule resume daily-away', 'goes on')
  })

  test('stays in the thread where all is well, and is said aloud with who is to act where it is not', async () => {
    await runNow('daily-shop')
    const well = await shop.line('shop: all well today, shop-1 answers, and nothing waits')
    expect(well.broadcast).toBe(false)
    await runNow('daily-away')
    const trouble = await away.line('away-1 refuses the connection at 127.0.0.1')
    expect(trouble.broadcast).toBe(true)
    expect(wordsOf(trouble)).not.toContain('Slow queries')
  })

  test('says what could not be looked at', async () => {
    const counters = 'function pg_stat_statements(boolean)'
    await howdah.managed.run(howdah.database, `revoke execute on ${counters} from public`)
    await runNow('daily-shop')
    const unread = await shop.line(
      `Slow queries could not be checked: The observing login may not read pg_stat_statements in database ${howdah.database}.`,
    )
    expect(wordsOf(unread)).toContain('For <@U_DANA>.')
    await howdah.managed.run(howdah.database, 'drop extension pg_stat_statements')
    await runNow('daily-shop')
    await shop.line(`pg_stat_statements is not in database ${howdah.database}`)
  })
})
