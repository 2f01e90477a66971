/** A following plan belongs to the same change, and stands in the same thread. */
import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
await howdah.start()

const first = await howdah.plan('/pg index create users columns=email')
const id = planIdOf(first)

/** The message of the following plan: a reply in Slack's eyes. */
const followed = (words: string) =>
  howdah.slack.waitFor(
    state =>
      state.messages.findLast(one => one.threadTs === first.ts && wordsOf(one).includes(words)),
    { timeoutMs: 110_000, what: words },
  )

const changeOf = async (plan: string): Promise<string | undefined> =>
  (
    await howdah.store.query<{ change: string }>('select change from howdah.plan where id = $1', [
      plan,
    ])
  )[0]?.change

describe('a plan that follows another', () => {
  test('is approved, and told, in the thread of the first', async () => {
    await howdah.click('adam', first, 'approve')
    expect(await outcomeOf(howdah, first)).toBe('succeeded')
    await howdah.say('olga', `/pg index create users columns=id follows=${id}`)
    const second = await followed('users_id_idx')
    expect(buttonIn(second, 'approve')).toBeDefined()
    await howdah.click('adam', second, 'approve')
    await followed('Done.')
    expect(await changeOf(planIdOf(second))).toBe(await changeOf(id))
  })

  test('is not made where there is no such plan', async () => {
    const ask = `/pg index create users columns=id,email follows=`
    expect(await hear(howdah, 'olga', `${ask}p-0000000`, 'is not a plan of')).toContain(
      'begins a change of its own',
    )
    expect(await hear(howdah, 'olga', `${ask}nothing`, 'names no plan')).toContain('p-7k3m9qx')
  })
})
