/** *Share* repeats an answer for the whole channel, and never an act. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { commandButton } from '#store/buttons'
import { forge, hear, listenFor } from '#test/support/hostile'
import { buttonIn, startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { slack } = howdah
await howdah.start()

const newestTold = (words: string): PageMessage => {
  const found = slack.state.messages.findLast(
    one => one.onlyFor === 'U_OLGA' && wordsOf(one).includes(words),
  )
  if (!found) throw new Error(`olga was not told “${words}”`)
  return found
}

const shared = (words: string): Promise<PageMessage> =>
  howdah.message(
    one =>
      one.onlyFor === null && wordsOf(one).includes(words) && wordsOf(one).includes('Shared by'),
    `“${words}”, shared`,
  )

describe('share', () => {
  test('shows what was read to everybody, after a command', async () => {
    await hear(howdah, 'olga', '/pg help status', 'status:')
    await howdah.click('olga', newestTold('status:'), 'share')
    expect(wordsOf(await shared('status:'))).toContain('Shared by <@U_OLGA>.')
  })

  test('is offered after a mention and after a form as well', async () => {
    await slack.sendEvent({
      type: 'app_mention',
      user: 'U_OLGA',
      channel: 'C_OPS',
      text: `<@${slack.appUser}> help index drop`,
      ts: '1795000000.000100',
      event_ts: '1795000000.000100',
    })
    await slack.waitFor(() => toldOnly(slack, 'U_OLGA').some(one => one.includes('index drop:')))
    expect(buttonIn(newestTold('index drop:'), 'share')).toBe(true)

    const plan = await howdah.plan('/pg index create users columns=id')
    await howdah.say('olga', '/pg plan show')
    const view = await slack.waitFor(({ views }) => views.find(one => one.user === 'U_OLGA'))
    await slack.submitView('olga', view.id, { id: { value: planIdOf(plan) } })
    await slack.waitFor(() => toldOnly(slack, 'U_OLGA').some(one => one.includes('Fingerprint')))
    await howdah.click('olga', newestTold('Fingerprint'), 'share')
    expect(wordsOf(await shared('Fingerprint'))).toContain(planIdOf(plan))
  })

  test('is not offered for what was done', async () => {
    await hear(howdah, 'olga', '/pg freeze shop reason="we look first"', 'is frozen')
    expect(buttonIn(newestTold('is frozen'), 'share')).toBe(false)
  })

  test('does nothing again, even where an old answer has the button', async () => {
    const thaw = await commandButton(howdah.store, 'x'.repeat(26), 'thaw shop')
    const old = await forge(howdah, 'share', thaw)
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', old, 'share')
    await heard('Only answers can be shared')
    const frozen = await howdah.store.query(`select from howdah.freeze where scope = 'shop'`)
    expect(frozen).toHaveLength(1)
  })

  test('is refused to whoever may not read', async () => {
    const read = await commandButton(howdah.store, 'y'.repeat(26), 'help freeze')
    const old = await forge(howdah, 'share', read)
    const heard = listenFor(howdah, 'noa')
    await howdah.click('noa', old, 'share')
    expect(await heard('You have no role in Howdah.')).toContain('Blocked')
  })
})
