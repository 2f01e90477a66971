/** Socket Mode as seen from the socket, and by a Bolt app that loses a socket. */
import type { App } from '@slack/bolt'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { LocalSlack } from '#local/slack/server'
import { boltOverSockets, testSlack } from '#test/support/bolt'

interface Frame {
  readonly type?: string
  readonly reason?: string
  readonly num_connections?: number
  readonly envelope_id?: string
  readonly retry_attempt?: number
  readonly retry_reason?: string
  readonly payload?: { readonly event_id?: string }
}

/** Opens a connection without a Slack library; frames come singly. */
const connect = async (slack: LocalSlack) => {
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  })
  const { url } = (await response.json()) as { readonly url: string }
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  const frames: Frame[] = []
  const waiting: ((frame: Frame) => void)[] = []
  socket.on('message', data => {
    const frame = JSON.parse((data as Buffer).toString('utf8')) as Frame
    const next = waiting.shift()
    if (next) next(frame)
    else frames.push(frame)
  })
  const frame = () =>
    new Promise<Frame>(resolve => {
      const kept = frames.shift()
      if (kept) resolve(kept)
      else waiting.push(resolve)
    })
  const ack = ({ envelope_id }: Frame, payload = {}) =>
    socket.send(JSON.stringify({ envelope_id, payload }))
  return { url, socket, frame, ack, hello: await frame() }
}

const answering = (app: App) => {
  app.command('/pg', ({ ack }) => ack('here'))
}

describe('Socket Mode', () => {
  test('greets each connection, and takes a ticket once', async () => {
    const slack = await testSlack()
    const first = await connect(slack)
    const second = await connect(slack)
    expect([first.hello, second.hello]).toMatchObject([
      { type: 'hello', num_connections: 1 },
      { type: 'hello', num_connections: 2 },
    ])
    const again = new WebSocket(first.url)
    const refused = await new Promise(resolve => {
      again.on('error', error => resolve(error.message))
    })
    expect(refused).toBe('Unexpected server response: 401')
  })

  test('answers pings', async () => {
    const { socket } = await connect(await testSlack())
    const pong = new Promise(resolve => {
      socket.on('pong', data => resolve(data.toString()))
    })
    socket.ping('still there?')
    expect(await pong).toBe('still there?')
  })

  test('gives each envelope to one connection, in turn', async () => {
    const slack = await testSlack()
    const connections = [await connect(slack), await connect(slack), await connect(slack)]
    const said = Promise.all(
      ['one', 'two', 'three'].map(text => slack.say('olga', 'ops', `/pg ${text}`)),
    )
    for (const { frame, ack } of connections) ack(await frame(), { text: 'here' })
    expect(await said).toMatchObject(
      [1, 2, 3].map(() => ({ kind: 'acked', message: { text: 'here' } })),
    )
  })

  test('takes at most as many connections as Slack', async () => {
    const slack = await testSlack({ limits: { sockets: 1 } })
    await connect(slack)
    const { hello } = await connect(slack)
    expect(hello).toEqual({ type: 'disconnect', reason: 'too_many_websockets' })
  })

  test('gives a command to nobody else: the person reads that it timed out', async () => {
    const slack = await testSlack({ limits: { ackMs: 50, retryAfterMs: [0] } })
    const [first, second] = [await connect(slack), await connect(slack)]
    const frames: Frame[] = []
    for (const { frame } of [first, second]) void frame().then(one => frames.push(one))
    expect(await slack.say('olga', 'ops', '/pg')).toEqual({
      kind: 'notice',
      text: '/pg failed with the error “operation_timeout”',
    })
    expect(await slack.sendEvent({ type: 'user_change' })).toBe(false)
    expect(frames.map(one => one.type)).toEqual(['slash_commands', 'events_api'])
  })

  test('lets a command time out when its connection breaks', async () => {
    const slack = await testSlack({ limits: { ackMs: 200 } })
    const first = await connect(slack)
    const said = slack.say('olga', 'ops', '/pg')
    await first.frame()
    slack.disconnect('cut')
    await connect(slack)
    expect(await said).toMatchObject({ text: '/pg failed with the error “operation_timeout”' })
  })

  test('tries an event that nobody acknowledges three times more', async () => {
    const slack = await testSlack({ limits: { ackMs: 50, retryAfterMs: [0, 10, 20] } })
    const { frame } = await connect(slack)
    const sent = slack.sendEvent({ type: 'user_change' })
    const frames = [await frame(), await frame(), await frame(), await frame()]
    expect(await sent).toBe(false)
    expect(frames.map(one => [one.retry_attempt, one.retry_reason])).toEqual([
      [undefined, undefined],
      [1, 'http_timeout'],
      [2, 'http_timeout'],
      [3, 'http_timeout'],
    ])
    expect(new Set(frames.map(one => one.payload?.event_id)).size).toBe(1)
  })

  test('tries an event again when the app is back, and no more once it is acknowledged', async () => {
    const slack = await testSlack({ limits: { retryAfterMs: [2_000, 60_000] } })
    const sent = slack.sendEvent({ type: 'user_change' })
    const { frame, ack } = await connect(slack)
    const again = await frame()
    expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'connection_failed' })
    ack(again)
    expect(await sent).toBe(true)
  })

  test('asks to reconnect, and a Bolt app does', async () => {
    const slack = await testSlack()
    await boltOverSockets(slack, answering, { pongMs: 500 })
    slack.disconnect('refresh')
    await slack.waitFor(state => !state.connected)
    await slack.waitFor(state => state.connected)
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'acked' })
  })

  test('is away for a while, and a Bolt app with two connections comes back', async () => {
    const slack = await testSlack()
    await boltOverSockets(slack, answering, { connections: 2, pongMs: 500 })
    slack.setFault('disconnected', true)
    await slack.waitFor(state => !state.connected)
    expect(await slack.say('olga', 'ops', '/pg')).toEqual({
      kind: 'notice',
      text: '/pg failed because the app did not respond',
    })
    slack.setFault('disconnected', false)
    const opened = /^Socket \w+ is open$/
    await slack.waitFor(state => state.inspector.filter(one => opened.test(one.title)).length === 4)
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'acked' })
  })
})
