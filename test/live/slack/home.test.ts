/** The Home tab: waiting plans, runs, own requests; decided there by the same rules. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { textAt } from '#local/slack/json'
import type { JsonObject, PageMessage, PageView } from '#local/slack/page-protocol'
import { clientOf, plain } from '#test/support/bolt'
import { forge, hear, listenFor, shows, valueOf } from '#test/support/hostile'
import { startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { people: { operators: ['U_OLGA', 'U_DANA'], approvers: ['U_ADAM', 'U_DANA'] } },
})
await howdah.start()
const { slack } = howdah

const userOf = (who: Who): string => `U_${who.toUpperCase()}`

const homeOf = (who: Who): PageView | undefined =>
  slack.state.homes.find(one => one.user === userOf(who))

const wordsIn = (view: JsonObject): string =>
  wordsOf({ text: '', blocks: view['blocks'] } as unknown as PageMessage)

/** Waits until a person's Home holds these words. */
const reads = (who: Who, text: string): Promise<string> =>
  slack.waitFor(
    () => {
      const home = homeOf(who)
      const said = home ? wordsIn(home.view) : ''
      return said.includes(text) ? said : undefined
    },
    { timeoutMs: 110_000, what: `“${text}” in the Home of ${who}` },
  )

/** Opens the Home, and waits until a newer Home is published. */
const open = async (who: Who): Promise<string> => {
  const before = homeOf(who)?.view['hash']
  await slack.openHome(who)
  const home = await slack.waitFor(() =>
    homeOf(who)?.view['hash'] === before ? undefined : homeOf(who),
  )
  return wordsIn(home.view)
}

/** The block of buttons behind a plan in a Home. */
const rowOf = (home: JsonObject | undefined, plan: PageMessage): JsonObject => {
  const blocks = (home?.['blocks'] ?? []) as readonly JsonObject[]
  const at = blocks.findIndex(block => JSON.stringify(block).includes(planIdOf(plan)))
  // The plan's SQL stands between.
  const row = blocks[at + 2]
  if (at < 0 || row?.['type'] !== 'actions') throw new Error('The Home has no buttons for it.')
  return row
}

/** The value of such a button. */
const buttonIn = (home: JsonObject | undefined, plan: PageMessage): string =>
  valueOf({ blocks: [rowOf(home, plan)] } as unknown as PageMessage, 'home-approve')

const press = (who: Who, plan: PageMessage, action: string) =>
  slack.actInView({
    as: who,
    viewId: homeOf(who)?.id ?? '',
    actionId: action,
    blockId: textAt(rowOf(homeOf(who)?.view, plan), 'block_id') ?? '',
  })

/** A person's view with a single button, as a thief of the bot's token could publish. */
const forgeHome = async (who: Who, action: string, value: string): Promise<void> => {
  const element = { type: 'button' as const, text: plain('Fine'), action_id: action, value }
  const view = {
    type: 'home' as const,
    blocks: [{ type: 'actions' as const, elements: [element] }],
  }
  await clientOf(slack).views.publish({ user_id: userOf(who), view })
  await slack.actInView({ as: who, viewId: homeOf(who)?.id ?? '', actionId: action })
}

/** The modal that a person was shown last; closed again. */
const told = async (who: Who, words: string): Promise<void> => {
  const view = await slack.waitFor(
    ({ views }) => views.find(one => one.user === userOf(who) && wordsIn(one.view).includes(words)),
    { timeoutMs: 110_000, what: `“${words}” shown to ${who}` },
  )
  await slack.closeView(who, view.id)
}

let made = 0
const planned = (who: Who = 'olga'): Promise<PageMessage> => {
  made += 1
  return howdah.planned(() =>
    howdah.say(who, `/pg index create users columns=lower(email) where=id>${made} reason=slow`),
  )
}

const stateOf = async (plan: PageMessage): Promise<string | null> => {
  const [row] = await howdah.store.query<{ state: string | null }>(
    'select state from howdah.plan where id = $1',
    [planIdOf(plan)],
  )
  return row?.state ?? null
}

const forgedClicks = async (): Promise<number> =>
  (
    await howdah.store.query(
      `select from howdah.audit where body::json ->> 'kind' = 'click.forged'`,
    )
  ).length

describe('the Home', () => {
  test('shows an approver what waits for them, and runs it from there', async () => {
    const first = await open('adam')
    expect(first).toContain('Nothing is waiting for you.')
    expect(first).toContain('*shop* (sample): primary shop-1')
    const plan = await planned()
    const said = await reads('adam', planIdOf(plan))
    expect(said).toContain('Build index users_lower_idx on public.users')
    expect(said).toMatch(
      /on \*shop\* \(sample\), database `\w+` · risk: low, reversible · requested by <@U_OLGA>: slow/,
    )
    expect(said).toMatch(/Waiting for approval \(0 of 1\)\. Expires <!date/)
    expect(said).toContain('CREATE INDEX CONCURRENTLY')
    expect(said).toContain('Nothing is running.')
    await press('adam', plan, 'home-approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await reads('adam', 'Nothing is waiting for you.')
    expect(await reads('adam', 'Nothing is running.')).not.toContain(planIdOf(plan))
  })

  test('shows whoever asked how it ended, and where to begin, and nothing to approve', async () => {
    const plan = await planned()
    await open('olga')
    expect(await reads('olga', planIdOf(plan))).not.toContain('Waiting for your approval')
    await howdah.click('adam', plan, 'approve')
    await outcomeOf(howdah, plan)
    const said = await reads('olga', '*Done.*')
    expect(said).toContain('Your recent requests')
    expect(said).toContain('`/pg status` how the clusters are doing')
    expect(said).toContain('`/pg help`')
    expect(said).toMatch(/As of <!date/)
  })

  test('shows what runs, and which process holds it', async () => {
    const blocker = await howdah.managed.connect(howdah.database)
    await blocker.query('begin')
    await blocker.query('lock table users in share update exclusive mode')
    const plan = await planned()
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Running')
    const said = await open('dana')
    expect(said).toContain('Running now')
    expect(said).toMatch(/requested by <@U_OLGA> · process `bot-\d` holds it · <#C_OPS>/)
    await blocker.end()
    await outcomeOf(howdah, plan)
    await reads('dana', 'Nothing is running.')
  })

  test('says commands as they are said here', async () => {
    const plan = await planned()
    await hear(howdah, 'olga', '/pg freeze shop reason=first', 'is frozen')
    await howdah.click('adam', plan, 'approve')
    await open('dana')
    expect(await reads('dana', 'Parked.')).toContain('`/pg thaw shop`')
    await hear(howdah, 'olga', '/pg thaw shop', 'is thawed')
    await outcomeOf(howdah, plan)
  })

  test('never offers somebody their own plan', async () => {
    const plan = await planned('dana')
    const said = await open('dana')
    expect(said).toContain('Nothing is waiting for you.')
    expect(said).toContain(planIdOf(plan))
    await howdah.click('dana', plan, 'withdraw')
  })

  test('says to guests and to people without a role what they may do, and no more', async () => {
    const plan = await planned()
    for (const [who, words] of [
      ['gus', 'Guests may not use Howdah.'],
      ['noa', 'You have no role in Howdah.'],
    ] as const) {
      const said = await open(who)
      expect(said).toContain(words)
      expect(said).toContain('*Instead:*')
      expect(said).not.toContain(planIdOf(plan))
      expect(said).not.toContain('shop')
    }
    await howdah.click('olga', plan, 'withdraw')
  })

  test('is not published for the Messages tab', async () => {
    const event = { type: 'app_home_opened', user: 'U_DANA', channel: 'D1', event_ts: '1.2' }
    const before = homeOf('dana')?.view['hash']
    await slack.sendEvent({ ...event, tab: 'messages' })
    await open('adam')
    expect(homeOf('dana')?.view['hash']).toBe(before)
  })
})

describe('a button of the Home', () => {
  test('that rejects asks why, takes no blanks, and says it to all', async () => {
    const plan = await planned()
    await open('adam')
    await press('adam', plan, 'home-reject')
    const view = await slack.waitFor(({ views }) => views.find(one => one.user === 'U_ADAM'))
    const send = (value: string) => slack.submitView('adam', view.id, { reason: { value } })
    expect(await send(' ')).toMatchObject({ kind: 'errors' })
    expect(await send('Not on a Friday')).toEqual({ kind: 'closed' })
    expect(await shows(howdah, plan, 'Rejected.')).toContain('Not on a Friday')
    await reads('adam', 'Nothing is waiting for you.')
  })

  test('that rejects answers in time however slow the control database is', async () => {
    const plan = await planned()
    await open('adam')
    await press('adam', plan, 'home-reject')
    const view = await slack.waitFor(({ views }) => views.find(one => one.user === 'U_ADAM'))
    const client = await howdah.control.connect('howdah')
    onTestFinished(() => client.end())
    await client.query('begin')
    await client.query('lock table howdah.approval')
    const sent = await slack.submitView('adam', view.id, { reason: { value: 'Not today' } })
    expect(sent).toMatchObject({ kind: 'shown' })
    expect(JSON.stringify(sent)).toContain('One moment')
    await client.query('rollback')
    await told('adam', 'It counts.')
    expect(await shows(howdah, plan, 'Rejected.')).toContain('Not today')
  })

  test('that comes too late is answered in a window, and the Home is as it is', async () => {
    const plan = await planned()
    await open('adam')
    const stale = homeOf('adam')?.view
    await howdah.click('olga', plan, 'withdraw')
    await reads('adam', 'Nothing is waiting for you.')
    await forgeHome('adam', 'home-approve', buttonIn(stale, plan))
    await told('adam', `See \`/pg plan show ${planIdOf(plan)}\` for what became of it.`)
    expect(await stateOf(plan)).toBeNull()
    await reads('adam', 'Get started')
  })

  test('counts for nobody but its person, there and nowhere else', async () => {
    const plan = await planned()
    await open('adam')
    await open('dana')
    const forged = await forgedClicks()
    const value = buttonIn(homeOf('adam')?.view, plan)

    await forgeHome('dana', 'home-approve', value)
    await told('dana', 'does not know the message or view')
    for (const action of ['approve', 'home-approve']) {
      const message = await forge(howdah, action, value)
      const heard = listenFor(howdah, 'adam')
      await howdah.click('adam', message, action)
      if (action === 'approve') await heard('does not know the message or view')
      else await told('adam', 'does not know the message or view')
    }
    await forgeHome('adam', 'home-approve', valueOf(plan, 'approve'))
    await told('adam', 'does not know the message or view')
    expect(await forgedClicks()).toBe(forged + 4)
    expect(await stateOf(plan)).toBe('pending')
    await howdah.click('olga', plan, 'withdraw')
  })

  test('asks again whether its person may', async () => {
    const plan = await planned()
    await open('adam')
    const adam = { id: 'U_ADAM', name: 'adam', realName: 'Adam', title: 'approver' }
    slack.setPerson({ ...adam, standing: 'guest' })
    await slack.sendEvent({ type: 'user_change', user: { id: 'U_ADAM' }, event_ts: '1.3' })
    await press('adam', plan, 'home-approve')
    await told('adam', 'Guests may not use Howdah.')
    expect(await stateOf(plan)).toBe('pending')
    expect(await reads('adam', 'Guests may not use Howdah.')).not.toContain(planIdOf(plan))
    slack.setPerson({ ...adam, standing: 'member' })
    await howdah.click('olga', plan, 'withdraw')
  })
})
