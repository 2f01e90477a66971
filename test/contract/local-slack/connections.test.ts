/** Socket Mode as it looks from the socket, and to a Bolt app that loses one. */
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
}

/** A connection without a Slack library; frames come one by one. */
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

  test('gives an envelope to another connection when the socket breaks', async () => {
    const slack = await testSlack()
    const [first, second] = [await connect(slack), await connect(slack)]
    const said = slack.say('olga', 'ops', '/pg')
    const [toFirst, toSecond] = [first.frame(), second.frame()]
    const one = { frame: toFirst, from: first, other: second, again: toSecond }
    const two = { frame: toSecond, from: second, other: first, again: toFirst }
    const got = await Promise.race([toFirst.then(() => one), toSecond.then(() => two)])
    got.from.socket.terminate()
    const { envelope_id } = await got.frame
    const again = await got.again
    const retry = { envelope_id, retry_attempt: 1, retry_reason: 'connection_failed' }
    expect(again).toMatchObject(retry)
    got.other.ack(again, { text: 'rescued' })
    expect(await said).toMatchObject({ kind: 'acked', message: { text: 'rescued' } })
  })

  test('keeps an envelope for the next connection when the only one breaks', async () => {
    const slack = await testSlack()
    const first = await connect(slack)
    const said = slack.say('olga', 'ops', '/pg')
    await first.frame()
    slack.disconnect('cut')
    await slack.waitFor(state => !state.connected)
    const second = await connect(slack)
    const again = await second.frame()
    expect(again).toMatchObject({ retry_attempt: 1 })
    second.ack(again)
    expect(await said).toMatchObject({ kind: 'acked' })
  })

  test('gives an envelope that nobody acknowledged in time to another connection', async () => {
    const slack = await testSlack({ limits: { ackMs: 50 } })
    const [first, second] = [await connect(slack), await connect(slack)]
    const frames = [first.frame(), second.frame()]
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'notice' })
    const both = await Promise.all(frames)
    expect(new Set(both.map(frame => frame.retry_reason))).toEqual(new Set(['timeout', undefined]))
    expect(both[0]?.envelope_id).toBe(both[1]?.envelope_id)
  })

  test('asks to reconnect, and a Bolt app does', async () => {
    const slack = await testSlack()
    await boltOverSockets(slack, answering)
    slack.disconnect('refresh')
    await slack.waitFor(state => !state.connected)
    await slack.waitFor(state => state.connected)
    expect(await slack.say('olga', 'ops', '/pg')).toMatchObject({ kind: 'acked' })
  })

  test('is away for a while, and a Bolt app with two connections comes back', async () => {
    const slack = await testSlack()
    await boltOverSockets(slack, answering, 2)
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
