/** A primary that gives no answer is told in seconds, by whichever bot leads, and told to be back. */
import { afterAll, describe, expect, test } from 'vitest'
import { startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { hear } from '#test/support/hostile'
import { buttonIn, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { startMoving } from '#test/support/moving'

const { howdah, servers, expectPrimary, kill } = await startMoving('create table orders (id int)')

// The way in which a test stops its servers went with the kill of a server.
afterAll(() =>
  Promise.all(
    Object.values(servers).map(({ dataDir }) => stopServerOf(dataDir, 'SIGQUIT', 60_000)),
  ),
)

const alarms = () =>
  howdah.slack.state.messages
    .filter(({ channel }) => channel === 'C_OPS')
    .map(wordsOf)
    .filter(words => /gives no answer|has a primary again/.test(words))

describe('a silent primary', () => {
  test('is told once with who could take over, also by a bot that began afterwards, and told to be back', async () => {
    await twoBots(howdah)
    await expectPrimary('shop-1')
    await hear(howdah, 'olga', '/pg replication status', 'is the primary of shop')
    await kill('shop-1')
    const said = await howdah.message(one =>
      wordsOf(one).includes('shop-1, the primary of shop, gives no answer.'),
    )
    const words = wordsOf(said)
    expect(words).toContain('shop-1 refuses the connection')
    expect(words).toMatch(/shop-1 was seen last at 20[\d-]+ [\d:.]+ UTC, with WAL up to [0-9A-F/]+/)
    expect(words).toMatch(/shop-2 could take over: it has WAL up to [0-9A-F]+\/[0-9A-F]+/)
    expect(words).toContain('Fail Over')

    // A bot that is killed before the mark leaves the post to the next one.
    await expect
      .poll(
        () =>
          howdah.store.query(
            `select from howdah.report where key like 'silent primary %' and ts <> ''`,
          ),
        { timeout: 110_000 },
      )
      .toHaveLength(1)
    const before = [...howdah.bots]
    for (const bot of before) bot.kill('SIGKILL')
    await Promise.all(before.map(({ ended }) => ended))
    await twoBots(howdah)
    await startServerOf(servers['shop-1'].dataDir, null)
    await expectPrimary('shop-1')
    const over = await howdah.message(
      one => one.ts === said.ts && wordsOf(one).includes('has a primary again'),
    )
    expect(wordsOf(over)).toMatch(/shop has a primary again after \d+ \w+: shop-1\./)
    expect(alarms()).toHaveLength(1)
  }, 200_000)

  test('leads to the plan of a failover, and is over with the new primary', async () => {
    await twoBots(howdah)
    await kill('shop-1')
    const said = await howdah.message(
      one => wordsOf(one).includes('gives no answer') && buttonIn(one, 'command-0'),
    )
    await howdah.click('olga', said, 'command-0')
    const form = await howdah.slack.waitFor(({ views }) =>
      views.find(({ user }) => user === 'U_OLGA'),
    )
    const plan = await howdah.planned(() =>
      howdah.slack.submitView('olga', form.id, { over: { value: 'shop' } }),
    )
    expect(wordsOf(plan)).toContain('Fail shop over to shop-2: shop-1 is gone')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const over = await howdah.message(
      one => one.ts === said.ts && wordsOf(one).includes('has a primary again'),
    )
    expect(wordsOf(over)).toMatch(/shop has a primary again after \d+ \w+: shop-2\./)
    await startServerOf(servers['shop-1'].dataDir, null)
    await expectPrimary('shop-2')
  }, 300_000)
})
