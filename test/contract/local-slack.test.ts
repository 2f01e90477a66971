/** An unmodified Bolt app cannot tell: what it does here is what it does at Slack. */
import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt'
import type { View } from '@slack/types'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import type { LocalSlack } from '#local/slack/server'
import { boltOverHttp, boltOverSockets, postMessage, testSlack } from '#test/support/bolt'

const plain = (text: string) => ({ type: 'plain_text' as const, text })

const goButton = {
  type: 'actions' as const,
  elements: [{ type: 'button' as const, text: plain('Go'), action_id: 'go', value: 'plan-1' }],
}

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

/** A message of the app with a button, in #ops. */
const postButton = async ({ client }: App): Promise<string> => {
  const { ts } = await postMessage(client, {
    channel: 'C0OPS',
    text: 'A plan',
    blocks: [goButton],
  })
  return ts as string
}

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  const start = async (
    register: (app: App) => void,
    more: Partial<LocalSlackOptions> = {},
  ): Promise<{ slack: LocalSlack; app: App }> => {
    const http = { kind: 'http', requestUrl: null } as const
    const slack = await testSlack({ mode: mode === 'http' ? http : { kind: 'socket' }, ...more })
    const app = await (mode === 'http' ? boltOverHttp : boltOverSockets)(slack, register)
    return { slack, app }
  }

  test('answers a command so that only the one who typed it sees it', async () => {
    const { slack } = await start(app =>
      app.command('/pg', ({ ack, command }) => ack(`heard: ${command.text}`)),
    )
    const got = await slack.say('olga', 'ops', '/pg index a < 3 for @adam in #ops')
    expect(got).toMatchObject({
      kind: 'acked',
      message: {
        channel: 'C0OPS',
        onlyFor: 'U0OLGA',
        text: 'heard: index a &lt; 3 for <@U0ADAM|adam> in <#C0OPS|ops>',
      },
    })
  })

  test('answers a command in public when it says in_channel', async () => {
    const { slack } = await start(app =>
      app.command('/pg', ({ ack }) => ack({ response_type: 'in_channel', text: 'everybody' })),
    )
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ message: { onlyFor: null } })
  })

  test('hears a click and changes its message', async () => {
    const { slack, app } = await start(app =>
      app.action('go', async ({ ack, body, action, client }) => {
        await ack()
        const { channel, container, user } = body as BlockAction
        await client.chat.update({
          channel: channel?.id ?? '',
          ts: String(container.message_ts),
          text: `${(action as ButtonAction).value} by ${user.id}`,
          blocks: [],
        })
      }),
    )
    const ts = await postButton(app)
    expect(await slack.click('adam', 'ops', ts, 'go')).toMatchObject({ kind: 'acked' })
    const changed = await slack.waitFor(state => state.messages.find(one => one.edited))
    expect(changed).toMatchObject({ ts, text: 'plan-1 by U0ADAM', blocks: [] })
  })

  test('hears which option of a select and which boxes were chosen', async () => {
    const options = ['a', 'b'].map(value => ({ text: plain(value), value }))
    const heard: unknown[] = []
    const { slack, app } = await start(app => {
      app.action(/^(?:pick|tick)$/, async ({ ack, action }) => {
        heard.push(action)
        await ack()
      })
    })
    const elements = [
      { type: 'static_select' as const, action_id: 'pick', options },
      { type: 'checkboxes' as const, action_id: 'tick', options },
    ]
    const { ts } = await postMessage(app.client, {
      channel: 'C0OPS',
      text: 'Choose',
      blocks: [{ type: 'actions', block_id: 'choice', elements }],
    })
    await slack.click('olga', 'ops', ts as string, 'pick', { selected: 'b' })
    await slack.click('olga', 'ops', ts as string, 'tick', { selected: ['a', 'b'] })
    expect(heard).toMatchObject([
      { type: 'static_select', block_id: 'choice', selected_option: { value: 'b' } },
      { type: 'checkboxes', selected_options: [{ value: 'a' }, { value: 'b' }] },
    ])
    await expect(
      slack.click('olga', 'ops', ts as string, 'pick', { selected: 'c' }),
    ).rejects.toThrow('"pick" has no option with the value "c".')
  })

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

  test('responds five times and is refused the sixth', async () => {
    const { slack } = await start(app =>
      app.command('/pg', async ({ ack, respond }) => {
        await ack()
        for (let count = 1; count <= 5; count += 1) await respond(`response ${count}`)
        await respond('response 6').catch((error: { statusCode: number }) =>
          postMessage(app.client, { channel: 'C0OPS', text: `refused: ${error.statusCode}` }),
        )
      }),
    )
    await slack.say('olga', 'ops', '/pg')
    await slack.waitFor(state => state.messages.some(one => one.text === 'refused: 404'))
    const own = slack.state.messages.filter(one => one.onlyFor === 'U0OLGA')
    expect(own.map(one => one.text)).toEqual([1, 2, 3, 4, 5].map(count => `response ${count}`))
  })

  test('replaces and deletes by response_url the message that was clicked', async () => {
    const { slack, app } = await start(app =>
      app.action('go', async ({ ack, respond }) => {
        await ack()
        await respond({ replace_original: true, text: 'replaced', blocks: [] })
        await respond({ delete_original: true })
      }),
    )
    const ts = await postButton(app)
    const texts: string[] = []
    slack.on(event => event.kind === 'message' && texts.push(event.message.text))
    await slack.click('adam', 'ops', ts, 'go')
    await slack.waitFor(state => state.messages.length === 0)
    expect(texts).toEqual(['replaced'])
  })

  test('puts files, replies and broadcasts into a thread', async () => {
    const { slack, app } = await start(() => {})
    const ts = await postButton(app)
    await postMessage(app.client, { channel: 'C0OPS', thread_ts: ts, text: 'a step' })
    const reply = {
      channel: 'C0OPS',
      thread_ts: ts,
      reply_broadcast: true,
      text: 'the end',
    } as const
    await postMessage(app.client, reply)
    await app.client.files.uploadV2({
      channel_id: 'C0OPS',
      thread_ts: ts,
      initial_comment: 'the chart',
      filename: 'chart.png',
      title: 'A chart',
      alt_text: 'Faster by half',
      file: Buffer.from([137, 80, 0, 13, 10, 255]),
    })
    const { files } = await slack.waitFor(state => state.messages.find(one => one.files.length))
    const thread = slack.state.messages.filter(one => one.threadTs === ts)
    expect(thread).toMatchObject([
      { text: 'a step', broadcast: false },
      { text: 'the end', broadcast: true },
      { text: 'the chart', broadcast: false },
    ])
    const [file] = files
    expect(file).toMatchObject({
      name: 'chart.png',
      title: 'A chart',
      altText: 'Faster by half',
      mimetype: 'image/png',
      size: 6,
    })
    const bytes = slack.file(file?.id ?? '')
    expect(bytes).toEqual(Buffer.from([137, 80, 0, 13, 10, 255]))
  })

  test('shows the person that it did not answer in time, as Slack shows it', async () => {
    const { slack, app } = await start(() => {}, { limits: { ackMs: 100 } })
    app.command('/pg', () => new Promise(() => {}))
    app.action('go', () => new Promise(() => {}))
    const ts = await postButton(app)
    const text = '/pg failed with the error “operation_timeout”'
    expect(await slack.say('olga', 'ops', '/pg')).toEqual({ kind: 'notice', text })
    const click = await slack.click('adam', 'ops', ts, 'go')
    expect(click).toEqual({ kind: 'notice', text: 'The app did not respond to “Go”. Try again.' })
    expect(slack.state.notices).toEqual([
      { user: 'U0OLGA', channel: 'C0OPS', text },
      { user: 'U0ADAM', channel: 'C0OPS', text: 'The app did not respond to “Go”. Try again.' },
    ])
  })

  test('is not heard when its acks are lost', async () => {
    let heard = 0
    const register = (app: App) =>
      app.command('/pg', async ({ ack }) => {
        heard += 1
        await ack('here')
      })
    const { slack } = await start(register, { limits: { ackMs: 100 } })
    slack.setFault('lost_acks', true)
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'notice' })
    slack.setFault('lost_acks', false)
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'acked' })
    expect(heard).toBe(2)
  })

  test('gets every envelope twice while that fault is on', async () => {
    const heard: string[] = []
    const { slack } = await start(app =>
      app.command('/pg', async ({ ack, command, client }) => {
        heard.push(command.trigger_id)
        await ack('here')
        await postMessage(client, { channel: 'C0OPS', text: `heard ${heard.length}` })
      }),
    )
    slack.setFault('twice', true)
    await slack.say('olga', 'ops', '/pg')
    await slack.waitFor(state => state.messages.filter(one => one.onlyFor === null).length === 2)
    expect(heard[0]).toBe(heard[1])
    expect(slack.state.messages.filter(one => one.onlyFor !== null)).toHaveLength(1)
  })

  test('hears events', async () => {
    const { slack } = await start(app =>
      app.event('app_mention', async ({ event, say }) => {
        await say({ text: `you said ${event.text}`, thread_ts: event.ts })
      }),
    )
    const said = await slack.say('olga', 'ops', 'look at this')
    if (said.kind !== 'said') throw new Error('The message was not said.')
    const { ts, text } = said.message
    const event = { type: 'app_mention', channel: 'C0OPS', user: 'U0OLGA', ts, text }
    expect(await slack.sendEvent(event)).toBe(true)
    const answer = await slack.waitFor(state => state.messages.find(one => one.threadTs === ts))
    expect(answer.text).toBe('you said look at this')
  })
})

describe('Slack itself', () => {
  test.each([
    ['an unknown command', '/nope', null, '/nope is not a valid command.'],
    ['a command in a thread', '/pg help', '1.2', '/pg is not supported in threads. Sorry!'],
    [
      'a command while the app is away',
      '/pg help',
      null,
      '/pg failed because the app did not respond',
    ],
  ])('refuses %s', async (_, text, threadTs, notice) => {
    const slack = await testSlack()
    const got = await slack.say('olga', 'ops', text, threadTs)
    expect(got).toEqual({ kind: 'notice', text: notice })
  })

  test('says that a request URL cannot be reached', async () => {
    const slack = await testSlack({ mode: { kind: 'http', requestUrl: null } })
    expect(await slack.say('olga', 'ops', '/pg')).toEqual({
      kind: 'notice',
      text: '/pg failed with the error “dispatch_failed”',
    })
  })

  test('lets nobody act where they are not', async () => {
    const slack = await testSlack()
    await expect(slack.say('olga', 'secret', 'hello')).rejects.toThrow('Olga is not in #secret.')
    await expect(slack.say('zoe', 'ops', 'hello')).rejects.toThrow('Nobody is called "zoe" here.')
    await expect(slack.say('olga', 'nope', 'hello')).rejects.toThrow('There is no channel "nope"')
  })
})
