/** One-time codes in Slack: the secret in a direct message, the code in a form. */
import { describe, expect, test } from 'vitest'
import { base32 } from '#engine/people/code/time-code'
import { clockOf } from '#store/store'
import { freshCodes, secretIn } from '#test/support/coding'
import { listenFor } from '#test/support/hostile'
import { buttonIn, startHowdah, toldOnly, type Who, wordsOf } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: {
    people: { operators: ['U_OLGA'], approvers: ['U_ADAM', 'U_DANA', 'U_NOA'] },
    policies: [{ playbook: 'index.create', code: true }],
  },
})
const house = openInProcess(howdah)
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

/** Waits for the window with the words, and closes the window. */
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

/** Noa approves in the Home, and enrols in a second process. */
const enrolInHouse = async (): Promise<() => Promise<string>> => {
  const say = (text: string, code?: string) =>
    house.edge.dispatch({
      text,
      person: person('noa'),
      origin: { via: 'slack', channel: 'D_1' },
      ...(code === undefined ? {} : { code }),
    })
  const shown = await say('access enrol')
  const lines = shown.kind === 'answer' ? (shown.lines ?? []) : []
  const fresh = freshCodes(secretIn(lines.join('\n')), () => clockOf(howdah.store))
  expect(await say('access confirm', await fresh())).toMatchObject({ kind: 'answer' })
  return fresh
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
    const fresh = freshCodes(secret, () => clockOf(howdah.store))
    const first = await fresh()
    await give('adam', first)
    await result('Your one-time code works from now on')
    const told = await howdah.message(
      one => wordsOf(one).includes('adam has a one-time code from now on'),
      'the news',
    )
    expect(told.channel).toBe('C_OPS')

    const plan = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', plan, 'approve')
    await give('adam', first)
    // Used before, or too old by now on a slow machine.
    await result('Blocked')
    await howdah.click('adam', plan, 'approve')
    await give('adam', await fresh())
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const seen = slack.state.messages.filter(({ onlyFor }) => onlyFor === null).map(wordsOf)
    const written = base32(secret)
    for (const words of [howdah.log(), ...seen])
      expect(words.replaceAll(' ', '')).not.toContain(written)
  })

  test('is asked for in the Home too, and lets the decision count', async () => {
    const secret = await enrolInHouse()
    const plan = await howdah.plan('/pg index create users columns=id,email')
    await slack.openHome('noa')
    const home = await slack.waitFor(
      ({ homes }) =>
        homes.find(
          one => one.user === 'U_NOA' && JSON.stringify(one.view).includes(planIdOf(plan)),
        ),
      { timeoutMs: 110_000, what: 'the plan in the Home' },
    )
    await slack.actInView({ as: 'noa', viewId: home.id, actionId: 'home-approve' })
    await give('noa', await secret())
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })

  test('of somebody without one is asked for in words', async () => {
    const plan = await howdah.plan('/pg index create users columns=email')
    await howdah.click('dana', plan, 'approve')
    await expect
      .poll(() => toldOnly(slack, 'U_DANA').join('\n'), { timeout: 110_000 })
      .toContain('you have none yet')
    expect(buttonIn(plan, 'approve')).toBe(true)
  })
})
