/** A person who clicks and types as fast as a program costs other people no time. */
import { describe, expect, test } from 'vitest'
import { listenFor } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { timesRun } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
const { slack } = howdah
await howdah.start()

const told = (user: string, words: string): number =>
  slack.state.messages.filter(
    one => one.onlyFor === user && JSON.stringify(one.blocks).includes(words),
  ).length

const recorded = async (
  kind: string,
): Promise<readonly { actor: string; count: number | null }[]> => {
  const rows = await howdah.store.query<{ actor: string; count: string | null }>(
    `select body::json ->> 'actor' as actor, body::json -> 'detail' ->> 'count' as count
     from howdah.audit where body::json ->> 'kind' = $1 order by seq`,
    [kind],
  )
  return rows.map(({ actor, count }) => ({ actor, count: count === null ? null : Number(count) }))
}

const clicks = 400
/** The person may read before the record has the entry. */
const patient = { timeout: 110_000 }

describe('a Home that many open at once', () => {
  test('has the clusters read for all of them together', async () => {
    const looks = () => timesRun(howdah, 'select pg_is_in_recovery() as recovering')
    const before = looks()
    const people = ['olga', 'adam', 'dana', 'gus'] as const
    const opened = people.flatMap(who => Array.from({ length: 15 }, () => slack.openHome(who)))
    await Promise.all(opened)
    await slack.waitFor(({ homes }) => homes.length === people.length || undefined)
    expect(looks() - before).toBeGreaterThan(0)
    expect(looks() - before).toBeLessThan(20)
  })
})

describe('a burst of clicks by a person without a role', () => {
  test('is told of once, recorded once, and holds nobody else up', async () => {
    const plan = await howdah.plan('/pg index create users columns=email')
    const heard = listenFor(howdah, 'olga')
    const burst = Array.from({ length: clicks }, () => howdah.click('noa', plan, 'approve'))
    const asked = performance.now()
    await howdah.say('olga', '/pg help index')
    await heard('What you can say')
    expect(performance.now() - asked).toBeLessThan(3_000)
    await Promise.all(burst)
    await slack.waitFor(() => told('U_NOA', 'You have no role in Howdah') > 0)
    await expect.poll(() => told('U_NOA', 'new ones are not read'), patient).toBe(1)
    await expect
      .poll(() => recorded('plan.denied'))
      .toEqual([{ actor: 'T_LOCAL/U_NOA', count: null }])
    await expect
      .poll(() => recorded('unread'), patient)
      .toEqual([{ actor: 'T_LOCAL/U_NOA', count: null }])
  })

  test('of commands is told of once as well', async () => {
    await Promise.all(Array.from({ length: 100 }, () => howdah.say('gus', '/pg status')))
    await slack.waitFor(() => told('U_GUS', 'Guests may not use Howdah') > 0)
    await expect.poll(() => told('U_GUS', 'new ones are not read'), patient).toBe(1)
    await expect
      .poll(() => recorded('denied'), patient)
      .toEqual([{ actor: 'T_LOCAL/U_GUS', count: null }])
  })

  test('is counted in the record when the bot ends', async () => {
    for (const bot of howdah.bots) bot.kill('SIGTERM')
    await Promise.all(howdah.bots.map(({ ended }) => ended))
    const [, denied] = await recorded('plan.denied')
    const [, ...unread] = await recorded('unread')
    const left = unread.filter(({ actor }) => actor.endsWith('NOA'))
    expect((denied?.count ?? 0) + (left[0]?.count ?? 0)).toBe(clicks - 2)
  })
})
