/** Ends of slots while Slack is away, and with a process that is killed between a post and its mark. */
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { scheduling } from '#test/support/scheduling'
import { telling } from '#test/support/telling'

const tonight = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16)
const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: { reports: { at: tonight, zone: 'UTC', weekly: 'off' } },
})
const { slack } = howdah
const { runNow, ended } = scheduling(howdah)
const daily = telling(howdah, 'daily-shop')

/** Waits until so many slots count as told. */
const told = async (count: number): Promise<void> => {
  const rows = () => howdah.store.query('select from howdah.slot where told_at is not null')
  await expect.poll(async () => (await rows()).length, { timeout: 240_000 }).toBe(count)
}

describe('the end of a slot', () => {
  test('is told once when Slack is back', async () => {
    await howdah.start()
    slack.setFault('unavailable', true)
    await runNow('daily-shop')
    await ended('daily-shop', 1)
    await expect
      .poll(() => howdah.log().includes('telling a schedule'), { timeout: 110_000 })
      .toBe(true)
    slack.setFault('unavailable', false)
    await told(1)
    expect(daily.thread()).toHaveLength(1)
  })

  test('is told twice at most where a process is killed between the post and its mark, and never lost', async () => {
    howdah.failAt('slot posted')
    const [bot] = howdah.bots
    await runNow('daily-shop')
    await bot?.ended
    await howdah.start()
    await told(2)
    expect([2, 3]).toContain(daily.thread().length)
  })
})
