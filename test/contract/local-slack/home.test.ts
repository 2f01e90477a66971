/** The Home tab, as seen by an unmodified Bolt app. */
import type { App, BlockAction } from '@slack/bolt'
import type { HomeView } from '@slack/types'
import { describe, expect, test } from 'vitest'
import type { LocalSlack } from '#local/slack/server'
import { clientOf, goButton, plain, startBolt, testSlack } from '#test/support/bolt'

const words = (text: string) => ({ type: 'section' as const, text: plain(text) })

const home = (...blocks: HomeView['blocks']): HomeView => ({ type: 'home', blocks })

const homeIn = ({ state }: LocalSlack, user: string) =>
  state.homes.find(one => one.user === user)?.view

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  test('publishes the Home tab of whoever opens it, and hears clicks there', async () => {
    const opened: (string | undefined)[] = []
    const clicked: BlockAction[] = []
    const register = (app: App) => {
      app.event('app_home_opened', async ({ event, client }) => {
        opened.push(event.view && 'id' in event.view ? String(event.view.id) : undefined)
        const view = home(words(`${event.tab} of ${event.user}`), goButton)
        await client.views.publish({ user_id: event.user, view })
      })
      app.action('go', async ({ ack, body, client }) => {
        await ack()
        clicked.push(body as BlockAction)
        await client.views.publish({ user_id: body.user.id, view: home(words('Gone')) })
      })
    }
    const { slack } = await startBolt(mode, register)
    expect(await slack.openHome('olga')).toBe(true)
    const first = await slack.waitFor(({ homes }) => homes[0])
    expect(first.view).toMatchObject({ blocks: [{ text: { text: 'home of U0OLGA' } }, {}] })
    await slack.openHome('olga')
    expect(opened).toEqual([undefined, first.id])

    await slack.actInView({ as: 'olga', viewId: first.id, actionId: 'go' })
    await slack.waitFor(() => JSON.stringify(homeIn(slack, 'U0OLGA')).includes('Gone'))
    const [payload] = clicked
    expect(payload).toMatchObject({
      container: { type: 'view', view_id: first.id },
      view: { type: 'home', id: first.id },
      actions: [{ action_id: 'go', value: 'plan-1' }],
    })
    expect(payload?.channel).toBeUndefined()
    expect(payload?.message).toBeUndefined()
    await expect(slack.actInView({ as: 'adam', viewId: first.id, actionId: 'go' })).rejects.toThrow(
      'does not have that view',
    )
  })
})

describe('views.publish', () => {
  test('takes a view of the Home alone, for people that there are, and shows it to them alone', async () => {
    const slack = await testSlack()
    const { views } = clientOf(slack)
    const publish = (view: unknown, user_id = 'U0OLGA') =>
      views.publish({ user_id, view: view as HomeView })
    await publish(home(words('Hello')))
    expect(slack.state.homes.map(({ user }) => user)).toEqual(['U0OLGA'])
    await expect(publish(home(words('Hello')), 'U0NOBODY')).rejects.toThrow('user_not_found')
    const modal = { type: 'modal', title: plain('A form'), blocks: [words('Hello')] }
    await expect(publish(modal)).rejects.toThrow('invalid_arguments')
    await expect(publish({ ...home(words('Hello')), title: plain('Home') })).rejects.toThrow(
      'invalid_arguments',
    )
    await expect(views.open({ trigger_id: '1.2.3', view: home() })).rejects.toThrow(
      'invalid_trigger_id',
    )
    expect(homeIn(slack, 'U0OLGA')).toMatchObject({ blocks: [{ text: { text: 'Hello' } }] })
  })

  test('refuses more than 100 blocks, more than 250 kB, and a hash that is not the present one', async () => {
    const slack = await testSlack()
    const { views } = clientOf(slack)
    const many = (count: number, text: string) => home(...Array(count).fill(words(text)))
    const publish = (view: HomeView, hash?: string) =>
      views.publish({ user_id: 'U0OLGA', view, ...(hash === undefined ? {} : { hash }) })
    await expect(publish(many(101, 'x'))).rejects.toThrow('invalid_arguments')
    await expect(publish(many(100, 'x'.repeat(2_900)))).rejects.toThrow('view_too_large')
    const { view } = await publish(many(100, 'x'))
    const hash = view?.hash ?? ''
    await publish(home(words('Next')), hash)
    await expect(publish(home(words('Late')), hash)).rejects.toThrow('hash_conflict')
  })

  test('shows nothing that could be submitted, nor more to click than there is', async () => {
    const slack = await testSlack()
    await clientOf(slack).views.publish({ user_id: 'U0OLGA', view: home(goButton) })
    const viewId = slack.state.homes[0]?.id ?? ''
    await expect(slack.actInView({ as: 'olga', viewId, actionId: 'none' })).rejects.toThrow(
      'nothing with the action id "none"',
    )
    await expect(slack.submitView('olga', viewId, {})).rejects.toThrow('does not have that view')
  })
})
