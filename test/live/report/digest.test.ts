/** A digest for each day and cluster, whichever process is killed meanwhile. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startHowdah, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: { reports: { at: '00:00', zone: 'Asia/Tokyo' } },
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

const digestsOf = (cluster: string): readonly string[] =>
  howdah.slack.state.messages
    .filter(one => one.channel === 'C_REPORTS')
    .map(wordsOf)
    .filter(one => one.startsWith(`${cluster}: `))

const digest = (cluster: string, place = 0): Promise<string> =>
  howdah.slack.waitFor(() => digestsOf(cluster)[place], {
    timeoutMs: 110_000,
    what: `digest ${place + 1} of ${cluster}`,
  })

const known = () => howdah.store.query(`select key from howdah.report where key like 'digest %'`)

/** As if that much time had passed since each claim, begin and post. */
const aDayLater = (): Promise<void> =>
  howdah.control.run(
    'howdah',
    `update howdah.report set at = at - interval '1 day'`,
    `update howdah.report set key = key || ' before' where key ~ '^digest .* \\d'`,
  )

const timers = () =>
  howdah.store.query<{ at: Date }>(
    `select next_run_at as at from agenda.agenda_jobs where name = 'look at digests'`,
  )

describe('the digest', () => {
  test('begins with the next time it is due, and sets a timer for that', async () => {
    await howdah.start()
    await expect.poll(known, { timeout: 110_000 }).toHaveLength(2)
    await expect.poll(timers, { timeout: 110_000 }).toHaveLength(1)
    const [timer] = await timers()
    // Midnight in Tokyo.
    expect(timer?.at.toISOString()).toMatch(/T15:00:00.000Z$/)
    expect([...digestsOf('shop'), ...digestsOf('away')]).toEqual([])
  })

  test('is one line where all is well, and names who is to act where it is not', async () => {
    await aDayLater()
    expect(await digest('shop')).toMatch(
      /^shop: all well, shop-1 answers, and nothing waits for anybody\.(\n|$)/,
    )
    expect(await digest('away')).toMatch(/^away-1 refuses the connection at 127.0.0.1:\d+: /m)
    expect(await digest('away')).toContain('For <#C_OPS>.')
  })

  test('is neither lost nor said twice when its process is killed over it', async () => {
    howdah.failAt('report claimed')
    await aDayLater()
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    await expect.poll(() => howdah.bots, { timeout: 110_000 }).toEqual([])
    const told = [...digestsOf('shop'), ...digestsOf('away')].length
    expect(told).toBeLessThan(4)
    howdah.failAt('report marked')
    await howdah.start()
    // While the claiming process might still post, no second process does.
    await howdah.control.run(
      'howdah',
      `update howdah.report set at = at - interval '2 minutes' where ts is null`,
    )
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    await howdah.start()
    await digest('shop', 1)
    await digest('away', 1)
    await expect
      .poll(() => howdah.store.query('select from howdah.report where ts is null'), {
        timeout: 110_000,
      })
      .toEqual([])
    expect([digestsOf('shop'), digestsOf('away')].map(({ length }) => length)).toEqual([2, 2])
  }, 300_000)

  test('goes out although slow queries cannot be looked at, and says so', async () => {
    const counters = 'function pg_stat_statements(boolean)'
    await howdah.managed.run(howdah.database, `revoke execute on ${counters} from public`)
    for (const bot of howdah.bots) {
      bot.kill()
      await bot.ended
    }
    await howdah.start()
    await aDayLater()
    expect(await digest('shop', 2)).toContain(
      `Slow queries could not be checked: The observing login may not read pg_stat_statements in database ${howdah.database}. \`/pg doctor cluster=shop\` prints the statement that helps.`,
    )
    expect(digestsOf('shop')[2]).toContain('For <@U_DANA>.')
    expect(await digest('away', 2)).not.toContain('Slow queries')
  })
  test('goes out without pg_stat_statements, and says what was not measured', async () => {
    await howdah.managed.run(howdah.database, 'drop extension pg_stat_statements')
    await aDayLater()
    expect(await digest('shop', 3)).toContain(
      `Slow queries could not be checked: pg_stat_statements is not in database ${howdah.database}. \`/pg doctor cluster=shop\` prints the statement that helps.`,
    )
  })
})
