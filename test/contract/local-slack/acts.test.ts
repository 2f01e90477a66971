/** An unmodified Bolt app cannot tell the local Slack from Slack. */
import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { postButton, postMessage, startBolt, testSlack } from '#test/support/bolt'

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  const start = (register: (app: App) => void, more: Partial<LocalSlackOptions> = {}) =>
    startBolt(mode, register, more)

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

  test('hears that it was added to a channel, and may post there from then on', async () => {
    const joined: string[] = []
    const { slack, app } = await start(bolt =>
      bolt.event('member_joined_channel', async ({ event, client }) => {
        joined.push(`${event.user} by ${event.inviter}`)
        await postMessage(client, { channel: event.channel, text: 'Hello' })
      }),
    )
    const early = postMessage(app.client, { channel: 'C0SECRET', text: 'Hello' })
    await expect(early).rejects.toThrow('not_in_channel')
    await expect(slack.invite('olga', 'secret')).rejects.toThrow('Olga is not in #secret.')
    expect(await slack.invite('adam', 'secret')).toBe(true)
    await slack.waitFor(({ messages }) => messages.find(one => one.channel === 'C0SECRET'))
    expect(joined).toEqual([`${slack.appUser} by U0ADAM`])
    await expect(slack.invite('adam', 'secret')).rejects.toThrow('in #secret already')
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

  test('hears a click on a button that the message had when the person saw it', async () => {
    const heard: ButtonAction[] = []
    const { slack, app } = await start(app =>
      app.action('go', async ({ ack, action }) => {
        await ack()
        heard.push(action as ButtonAction)
      }),
    )
    const ts = await postButton(app)
    const blockId = slack.state.messages[0]?.blocks[0]?.block_id as string
    await app.client.chat.update({ channel: 'C0OPS', ts, text: 'Drawn again', blocks: [] })
    const old = { blockId, value: 'plan-1' }
    expect(await slack.click('adam', 'ops', ts, 'go', old)).toMatchObject({ kind: 'acked' })
    expect(heard).toMatchObject([{ action_id: 'go', block_id: blockId, value: 'plan-1' }])
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
