/** Answers of a Bolt app: late, twice, in threads or not at all. */
import type { App } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { postButton, postMessage, startBolt } from '#test/support/bolt'

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  const start = (register: (app: App) => void, more: Partial<LocalSlackOptions> = {}) =>
    startBolt(mode, register, more)

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
    const { slack } = await start(register, { limits: { ackMs: 1_000 } })
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
    const changed: string[] = []
    const { slack } = await start(app =>
      app.event('subteam_members_changed', ({ event }) => {
        changed.push(event.subteam_id)
        return Promise.resolve()
      }),
    )
    const event = { type: 'subteam_members_changed', subteam_id: 'S0DBA', team_id: slack.teamId }
    expect(await slack.sendEvent(event)).toBe(true)
    await expect.poll(() => changed).toEqual(['S0DBA'])
  })

  test('hears an event again when its ack was lost, and is told that it is not the first try', async () => {
    const tries: unknown[] = []
    const { slack } = await start(
      app =>
        app.event('subteam_members_changed', ({ context }) => {
          tries.push([context.retryNum, context.retryReason])
          if (tries.length === 2) slack.setFault('lost_acks', false)
          return Promise.resolve()
        }),
      { limits: { ackMs: 200, retryAfterMs: [0, 10, 20] } },
    )
    slack.setFault('lost_acks', true)
    const event = { type: 'subteam_members_changed', subteam_id: 'S0DBA', team_id: slack.teamId }
    expect(await slack.sendEvent(event)).toBe(true)
    expect(tries.slice(0, 2)).toEqual([
      [undefined, undefined],
      [1, 'http_timeout'],
    ])
  })

  test('hears a click once, although its ack was lost', async () => {
    let heard = 0
    const { slack, app } = await start(
      app =>
        app.action('go', async ({ ack }) => {
          heard += 1
          await ack()
        }),
      { limits: { ackMs: 200, retryAfterMs: [0] } },
    )
    const ts = await postButton(app)
    slack.setFault('lost_acks', true)
    expect(await slack.click('adam', 'ops', ts, 'go')).toMatchObject({ kind: 'notice' })
    const events = slack.sendEvent({ type: 'user_change' })
    slack.setFault('lost_acks', false)
    await events
    expect(heard).toBe(1)
  })

  test('hears that it is mentioned, in a channel and in a thread', async () => {
    const { slack } = await start(app =>
      app.event('app_mention', async ({ event, say }) => {
        await say({
          text: `${event.user} in ${event.channel}: ${event.text}`,
          thread_ts: event.thread_ts ?? event.ts,
        })
      }),
    )
    const said = await slack.say('olga', 'ops', '@Howdah look at <this>')
    if (said.kind !== 'said') throw new Error('The message was not said.')
    const { ts } = said.message
    const answers = (count: number) =>
      slack.waitFor(({ messages }) => {
        const found = messages.filter(one => one.threadTs === ts && one.user === slack.appUser)
        return found.length === count && found.map(one => one.text)
      })
    const first = `U0OLGA in C0OPS: <@${slack.appUser}> look at &lt;this&gt;`
    expect(await answers(1)).toEqual([first])
    await slack.say('adam', 'ops', 'and this, @howdah?', ts)
    expect(await answers(2)).toEqual([first, `U0ADAM in C0OPS: and this, <@${slack.appUser}>?`])
  })

  test('hears neither other words, nor a mention where it is not, nor one to itself alone', async () => {
    const heard: string[] = []
    const { slack } = await start(app =>
      app.event('app_mention', ({ event }) => {
        heard.push(event.text)
        return Promise.resolve()
      }),
    )
    const { id } = slack.openIm('adam')
    await slack.say('adam', 'ops', 'howdah, and @adam')
    await slack.say('adam', 'secret', '@howdah here')
    await slack.say('adam', id, '@howdah there')
    await slack.say('adam', 'ops', '@howdah last')
    await expect.poll(() => heard.length).toBeGreaterThan(0)
    expect(heard).toEqual([`<@${slack.appUser}> last`])
  })
})
