/** One-time codes in Slack: the secret in a direct message, the code in a form. */
import { describe, expect, test } from 'vitest'
import { base32, codeAt, stepAt } from '#engine/people/code/time-code'
import { clockOf } from '#store/store'
import { secretIn } from '#test/support/coding'
import { listenFor } from '#test/support/hostile'
import { buttonIn, startHowdah, toldOnly, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { policies: [{ playbook: 'index.create', code: true }] },
})
await howdah.start()
const { slack } = howdah

const form = (who: Who) =>
  slack.waitFor(
    ({ views }) =>
      views.findLast(
        one => one.user === `U_${who.toUpperCase()}` && one.view['callback_id'] === 'code',
      ),
    { timeoutMs: 110_000, what: `a form of ${who}` },
  )

const give = async (who: Who, code: string): Promise<void> => {
  const view = await form(who)
  await slack.submitView(who, view.id, { code: { value: code } })
}

const codeNow = async (secret: Buffer, later = 0): Promise<string> =>
  codeAt(secret, stepAt(await clockOf(howdah.store)) + later)

/** Waits for the window with these words, and closes the window. */
const result = async (words: string): Promise<void> => {
  const shown = await slack.waitFor(
    ({ views }) => views.find(one => JSON.stringify(one).includes(words)),
    {
      timeoutMs: 110_000,
      what: words,
    },
  )
  await slack.closeView(shown.user, shown.id)
}

describe('a one-time code in Slack', () => {
  test('is enrolled in a direct message, and approves in a form', async () => {
    const refused = listenFor(howdah, 'adam')
    await howdah.say('adam', '/pg access enrol')
    await refused('The secret is shown in a direct message only.')

    const { id: direct } = slack.openIm('adam')
    const heard = listenFor(howdah, 'adam')
    await slack.say('adam', direct, '/pg access enrol')
    const secret = secretIn(await heard('Secret:'))
    const shown = slack.state.messages.findLast(
      one => one.onlyFor === 'U_ADAM' && one.channel === direct,
    )
    expect(shown && wordsOf(shown)).toContain('It is shown only now.')
    await slack.say('adam', direct, '/pg access confirm')
    await give('adam', await codeNow(secret, -1))
    await result('Your one-time code works from now on')
    const told = await howdah.message(
      one => wordsOf(one).includes('adam has a one-time code from now on'),
      'the news',
    )
    expect(told.channel).toBe('C_OPS')

    const plan = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', plan, 'approve')
    await give('adam', await codeNow(secret, -1))
    await result('This one-time code was used before')
    await howdah.click('adam', plan, 'approve')
    await give('adam', await codeNow(secret))
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const seen = slack.state.messages.filter(({ onlyFor }) => onlyFor === null).map(wordsOf)
    const written = base32(secret)
    for (const words of [howdah.log(), ...seen])
      expect(words.replaceAll(' ', '')).not.toContain(written)
  })

  test('of somebody without one is asked for in words', async () => {
    const plan = await howdah.plan('/pg index create users columns=email')
    await howdah.click('dana', plan, 'approve')
    await expect
      .poll(() => toldOnly(slack, 'U_DANA').join('\n'), { timeout: 110_000 })
      .toContain('you have none here yet')
    expect(buttonIn(plan, 'approve')).toBe(true)
  })
})
