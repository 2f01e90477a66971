/** Modals and triggers, as seen by an unmodified Bolt app. */
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt'
import type { View } from '@slack/types'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { goButton, plain, startBolt } from '#test/support/bolt'

const form = (callback_id: string, more: Partial<View> = {}) => ({
  type: 'modal' as const,
  callback_id,
  title: plain('A form'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'table',
      label: plain('Table'),
      element: { type: 'plain_text_input' as const, action_id: 'name' },
    },
  ],
  ...more,
})

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  const start = (register: (app: App) => void, more: Partial<LocalSlackOptions> = {}) =>
    startBolt(mode, register, more)

  test('opens a modal, finds errors in it, changes it, pushes another and closes all', async () => {
    const { slack } = await start(app => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        await client.views.open({ trigger_id: command.trigger_id, view: form('first') })
      })
      app.view<ViewSubmitAction>('first', ({ ack, view }) => {
        const name = view.state.values.table?.name?.value
        if (name === 'pushed') return ack({ response_action: 'push', view: form('second') })
        if (name === 'changed')
          return ack({ response_action: 'update', view: form('first', { title: plain('Again') }) })
        return ack({ response_action: 'errors', errors: { table: `There is no ${name}.` } })
      })
      app.view<ViewSubmitAction>('second', ({ ack }) => ack({ response_action: 'clear' }))
    })
    await slack.say('olga', 'ops', '/pg')
    const { id } = await slack.waitFor(state => state.views[0])
    const submit = (name: string, view = id) => slack.submitView('olga', view, { table: { name } })

    expect(await submit('')).toEqual({
      kind: 'errors',
      errors: { table: 'Please complete this required field.' },
    })
    const errors = { table: 'There is no nothing.' }
    expect(await submit('nothing')).toEqual({ kind: 'errors', errors })
    expect(slack.state.views[0]?.errors).toEqual(errors)
    expect(await submit('changed')).toMatchObject({
      kind: 'shown',
      view: { id, errors: {}, view: { title: { text: 'Again' } } },
    })
    const pushed = await submit('pushed')
    expect(pushed).toMatchObject({ kind: 'shown', view: { view: { callback_id: 'second' } } })
    expect(slack.state.views).toHaveLength(2)
    const top = slack.state.views[1]
    expect(top?.view).toMatchObject({ root_view_id: id, previous_view_id: id })
    expect(await submit('x', top?.id)).toEqual({ kind: 'closed' })
    expect(slack.state.views).toEqual([])
  })

  test('changes an open modal by its hash, and hears that it was closed', async () => {
    const closed: string[] = []
    const { slack, app } = await start(app => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        const view = form('first', { notify_on_close: true })
        await client.views.open({ trigger_id: command.trigger_id, view })
      })
      app.view({ callback_id: 'first', type: 'view_closed' }, async ({ ack, view }) => {
        closed.push(view.callback_id)
        await ack()
      })
    })
    await slack.say('olga', 'ops', '/pg')
    const { id, view } = await slack.waitFor(state => state.views[0])
    const change = { view_id: id, hash: view.hash as string, view: form('first') }
    await app.client.views.update({ ...change, view: form('first', { notify_on_close: true }) })
    await expect(app.client.views.update(change)).rejects.toThrow('hash_conflict')
    await slack.closeView('olga', id)
    expect(closed).toEqual(['first'])
    expect(slack.state.views).toEqual([])
    await expect(app.client.views.update(change)).rejects.toThrow('not_found')
  })

  test('hears what was chosen in a form, and what stood there', async () => {
    const options = ['a', 'b'].map(value => ({ text: plain(value), value }))
    const input = (block_id: string, more: object = {}) => ({
      type: 'input' as const,
      block_id,
      label: plain(block_id),
      element: { type: 'static_select' as const, action_id: 'pick', options, ...more },
    })
    const heard: unknown[] = []
    const { slack } = await start(app => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        const blocks = [input('chosen'), input('kept', { initial_option: options[0] })]
        const view = form('first', { blocks })
        await client.views.open({ trigger_id: command.trigger_id, view })
      })
      app.view('first', async ({ ack, view }) => {
        heard.push(view.state.values)
        await ack()
      })
    })
    await slack.say('olga', 'ops', '/pg')
    const { id } = await slack.waitFor(state => state.views[0])
    const submit = (pick: string) => slack.submitView('olga', id, { chosen: { pick } })
    await expect(submit('c')).rejects.toThrow('"pick" has no option with the value "c".')
    expect(await submit('b')).toEqual({ kind: 'closed' })
    expect(heard).toMatchObject([
      {
        chosen: { pick: { type: 'static_select', selected_option: { value: 'b' } } },
        kept: { pick: { type: 'static_select', selected_option: { value: 'a' } } },
      },
    ])
  })

  test('uses a button inside a modal', async () => {
    const { slack } = await start(app => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        const view = form('first', { blocks: [goButton] })
        await client.views.open({ trigger_id: command.trigger_id, view })
      })
      app.action('go', async ({ ack, body, client }) => {
        await ack()
        const { view, trigger_id } = body as BlockAction
        await client.views.push({ trigger_id, view: form(`over ${view?.callback_id}`) })
      })
    })
    await slack.say('olga', 'ops', '/pg')
    const { id } = await slack.waitFor(state => state.views[0])
    await slack.actInView({ as: 'olga', viewId: id, actionId: 'go' })
    const over = await slack.waitFor(state => state.views[1])
    expect(over.view.callback_id).toBe('over first')
  })

  test('does not answer a modal in time, and the person can try again', async () => {
    const register = (app: App) => {
      app.command('/pg', async ({ ack, client, command }) => {
        await ack()
        await client.views.open({ trigger_id: command.trigger_id, view: form('first') })
      })
      app.view('first', () => new Promise(() => {}))
    }
    const { slack } = await start(register, { limits: { ackMs: 200 } })
    await slack.say('olga', 'ops', '/pg')
    const { id } = await slack.waitFor(state => state.views[0])
    const submitted = await slack.submitView('olga', id, { table: { name: 'users' } })
    const text = 'We had some trouble connecting. Try again?'
    expect(submitted).toEqual({ kind: 'notice', text })
    const [open] = slack.state.views
    expect(open).toMatchObject({
      id,
      view: { state: { values: { table: { name: { value: 'users' } } } } },
    })
  })

  test('opens a view once and soon after the act', async () => {
    const triggers: string[] = []
    const { slack, app } = await start(app =>
      app.command('/pg', async ({ ack, command }) => {
        triggers.push(command.trigger_id)
        await ack()
      }),
    )
    const open = (trigger_id: string) => app.client.views.open({ trigger_id, view: form('first') })
    await slack.say('olga', 'ops', '/pg')
    await open(triggers[0] ?? '')
    await expect(open(triggers[0] ?? '')).rejects.toThrow('exchanged_trigger_id')
    await expect(open('1.2.3')).rejects.toThrow('invalid_trigger_id')
  })

  test('comes too late with a trigger that has lapsed', async () => {
    let trigger = ''
    const register = (app: App) =>
      app.command('/pg', async ({ ack, command }) => {
        trigger = command.trigger_id
        await ack()
      })
    const { slack, app } = await start(register, { limits: { triggerMs: -1 } })
    await slack.say('olga', 'ops', '/pg')
    const opened = app.client.views.open({ trigger_id: trigger, view: form('first') })
    await expect(opened).rejects.toThrow('expired_trigger_id')
  })
})
