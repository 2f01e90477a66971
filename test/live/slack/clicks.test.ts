/** The effect of a click, how soon people see the effect, and the links between a plan's messages. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { fateOf, hear, listenFor, showAgain, shows } from '#test/support/hostile'
import { buttonIn, startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    'create function slowly(int) returns int immutable language plpgsql as $$ begin perform pg_sleep(0.02); return $1; end $$',
    'insert into users select generate_series(1, 3000)',
  ],
})
const { slack } = howdah
await howdah.start()

let made = 0
const planned = (columns = 'id'): Promise<PageMessage> => {
  made += 1
  return howdah.plan(
    `/pg index create users columns=${columns} where=id>${made} name=users_${made}_idx`,
  )
}

const median = (all: readonly number[]): number =>
  all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** From the click until the message shows the decision, without the button. */
const redraw = (who: Who, plan: PageMessage, action: string, words: string): Promise<number> =>
  took(async () => {
    const shown = howdah.message(
      one => one.ts === plan.ts && !buttonIn(one, action) && wordsOf(one).includes(words),
      `“${words}” after ${action}`,
    )
    await Promise.all([shown, howdah.click(who, plan, action)])
  })

const directTo = (who: Who, plan: string): Promise<PageMessage> => {
  const { id } = slack.openIm(who)
  return slack.waitFor(
    ({ messages }) => messages.find(one => one.channel === id && planIdOf(one) === plan),
    { timeoutMs: 110_000, what: `the direct message to ${who}` },
  )
}

describe('a click', () => {
  test('is shown by the message itself about as soon as a command is answered', async () => {
    const answers: number[] = []
    const redraws: number[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      const plan = await planned()
      const heard = listenFor(howdah, 'olga')
      const asked = turn % 2 === 0 ? 'help index' : 'help run'
      answers.push(
        await took(async () => {
          await howdah.say('olga', `/pg ${asked}`)
          await heard('What you can say')
        }),
      )
      redraws.push(await redraw('olga', plan, 'withdraw', 'olga withdrew it'))
    }
    // The look that is due each second anyway would take half a second on average.
    expect(median(redraws)).toBeLessThan(Math.max(500, 6 * median(answers)))
  })

  test('on Stop is shown at once too, by whom, however much the progress moves', async () => {
    const plan = await planned('slowly(id)')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, '▓')
    await redraw('olga', plan, 'stop', '<@U_OLGA> asked to stop it')
    expect(await outcomeOf(howdah, plan)).toBe('cancelled')
  })

  test('on a button of another time is explained, with the way to the present message', async () => {
    const plan = await planned()
    await redraw('olga', plan, 'withdraw', 'olga withdrew it')
    await showAgain(howdah, plan)
    const heard = listenFor(howdah, 'adam')
    await howdah.click('adam', plan, 'approve')
    const told = await heard('it is cancelled')
    expect(told).toContain(`/archives/C_OPS/p${plan.ts.replace('.', '')}|Go to the plan>`)
  })
})

describe('no', () => {
  test('a rejection needs a reason, which the requester can read', async () => {
    const plan = await planned()
    await howdah.click('adam', plan, 'reject')
    const view = await slack.waitFor(state => state.views.find(one => one.user === 'U_ADAM'))
    for (const value of ['', '  ']) {
      const got = await slack.submitView('adam', view.id, { reason: { value } })
      expect(got).toMatchObject({ kind: 'errors' })
    }
    await slack.submitView('adam', view.id, {
      reason: { value: 'not on a *Friday* <!channel>' },
    })
    const said = await shows(howdah, plan, 'Rejected.')
    expect(said).toContain('not on a *Friday* &lt;!channel&gt;')
    expect(await fateOf(howdah, plan)).toMatchObject({ outcome: 'rejected', approvals: '1' })
  })

  test('whoever may not reject is told so at the click, before any form', async () => {
    const plan = await planned()
    const heard = listenFor(howdah, 'olga')
    await howdah.click('olga', plan, 'reject')
    expect(await heard('You asked for this yourself')).toContain('Ask one of: <@U_ADAM>')
    expect(slack.state.views.filter(one => one.user === 'U_OLGA')).toEqual([])
    await howdah.click('olga', plan, 'withdraw')
    expect(await shows(howdah, plan, 'Cancelled.')).toContain('olga withdrew it. Nothing was done.')
  })

  test("another person's plan is withdrawn with a reason only, and whoever asked is told", async () => {
    const plan = await planned()
    const id = planIdOf(plan)
    const told = await hear(howdah, 'adam', `/pg run cancel ${id}`, 'takes a reason')
    expect(told).toContain(`run cancel ${id} reason="…"`)
    await howdah.click('adam', plan, 'withdraw')
    const view = await slack.waitFor(state => state.views.find(one => one.user === 'U_ADAM'))
    await slack.submitView('adam', view.id, { reason: { value: 'two of the same.' } })
    expect(await shows(howdah, plan, 'Cancelled.')).toContain(
      'adam withdrew it: two of the same. Nothing was done.',
    )
    await slack.waitFor(
      () => howdah.thread(plan).find(one => wordsOf(one).includes('<@U_OLGA>: adam withdrew it')),
      { timeoutMs: 110_000, what: 'the line for whoever asked' },
    )
    expect(await fateOf(howdah, plan)).toMatchObject({ outcome: 'cancelled', approvals: '0' })
  })
})

describe('the messages of a plan', () => {
  test('lead to the one in the channel, say unseen what they are about, and are in the record', async () => {
    const plan = await planned()
    const id = planIdOf(plan)
    const link = `/archives/C_OPS/p${plan.ts.replace('.', '')}`
    const direct = await directTo('dana', id)
    expect(wordsOf(direct)).toContain(`${link}|Go to the plan>`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const [line] = await slack.waitFor(() =>
      howdah.thread(plan).length > 0 ? howdah.thread(plan) : undefined,
    )
    const about = { event_type: 'howdah', event_payload: { about: id } }
    for (const one of [plan, direct, line])
      expect(slack.state.messages.find(({ ts }) => ts === one?.ts)?.metadata).toMatchObject(about)
    const posted = await howdah.store.query<{ body: string }>(
      `select body from howdah.audit where body::json -> 'subject' ->> 'plan' = $1
         and body::json ->> 'kind' = 'message.posted'`,
      [id],
    )
    expect(posted).toHaveLength(1)
    expect(posted[0]?.body).toContain(link)
  })
})
