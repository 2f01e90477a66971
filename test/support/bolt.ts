/** An unmodified Bolt app against a local Slack, in either mode. */
import { App, type LogLevel, SocketModeReceiver } from '@slack/bolt'
import {
  type ChatPostMessageArguments,
  type ChatPostMessageResponse,
  WebClient,
} from '@slack/web-api'
import { onTestFinished } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { type LocalSlack, startLocalSlack } from '#local/slack/server'

const olga = { id: 'U0OLGA', name: 'olga', realName: 'Olga', title: 'operator' } as const
const adam = { id: 'U0ADAM', name: 'adam', realName: 'Adam', title: 'approver' } as const
const gus = { id: 'U0GUS', name: 'gus', realName: 'Gus', title: 'guest' } as const

export const testSlack = async (more: Partial<LocalSlackOptions> = {}): Promise<LocalSlack> => {
  const slack = await startLocalSlack({
    app: { name: 'howdah', command: '/pg' },
    people: [
      { ...olga, standing: 'member' },
      { ...adam, standing: 'member' },
      { ...gus, standing: 'guest' },
    ],
    groups: [{ id: 'S0DBA', handle: 'dba', name: 'DBAs', members: [adam.id] }],
    channels: {
      ops: { id: 'C0OPS', members: [olga.id, adam.id, gus.id] },
      secret: { id: 'C0SECRET', members: [adam.id], withApp: false },
    },
    ...more,
  })
  onTestFinished(() => slack.close())
  return slack
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => 'error' as LogLevel,
}

const clientOptions = (slack: LocalSlack) => ({
  slackApiUrl: slack.apiUrl,
  // Given explicitly, because socket-mode would write a retryConfig into a shared object.
  retryConfig: { retries: 6, factor: 1.5, minTimeout: 100, maxTimeout: 1000 },
})

/**
 * Opens a Bolt app in Socket Mode with this many connections. `pongMs` without an answer to a ping make a connection
 * close, which a busy machine takes easily; as long is the wait before connecting again.
 */
export const boltOverSockets = async (
  slack: LocalSlack,
  register: (app: App) => void,
  { connections = 1, pongMs = 20_000 } = {},
): Promise<App> => {
  const receivers = Array.from(
    { length: connections },
    () =>
      new SocketModeReceiver({
        appToken: slack.appToken,
        logger: silent,
        clientPingTimeout: pongMs,
        installerOptions: { clientOptions: clientOptions(slack) },
      }),
  )
  const [first, ...others] = receivers
  if (first === undefined) throw new Error('A Bolt app needs a connection.')
  const app = new App({
    token: slack.botToken,
    receiver: first,
    clientOptions: clientOptions(slack),
    convoStore: false,
    logger: silent,
    deferInitialization: true,
  })
  register(app)
  await app.init()
  for (const other of others) other.init(app)
  onTestFinished(async () => {
    for (const receiver of receivers) await receiver.stop()
  })
  await app.start()
  for (const other of others) await other.start()
  return app
}

const boltOverHttp = async (slack: LocalSlack, register: (app: App) => void): Promise<App> => {
  const app = new App({
    token: slack.botToken,
    signingSecret: slack.signingSecret,
    clientOptions: clientOptions(slack),
    convoStore: false,
    logger: silent,
    deferInitialization: true,
  })
  register(app)
  await app.init()
  const server = await app.start({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    await app.stop()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The app does not listen.')
  slack.setRequestUrl(`http://127.0.0.1:${address.port}/slack/events`)
  return app
}

/** Avoids a false alarm: oxlint takes `chat.postMessage()` for a window's. */
export const postMessage = (
  { chat: { postMessage } }: WebClient,
  message: ChatPostMessageArguments,
): Promise<ChatPostMessageResponse> => postMessage(message)

export type BoltMode = 'socket' | 'http'

export const startBolt = async (
  mode: BoltMode,
  register: (app: App) => void,
  more: Partial<LocalSlackOptions> = {},
): Promise<{ readonly slack: LocalSlack; readonly app: App }> => {
  if (mode === 'socket') {
    const slack = await testSlack(more)
    return { slack, app: await boltOverSockets(slack, register) }
  }
  const slack = await testSlack({ mode: { kind: 'http', requestUrl: null }, ...more })
  return { slack, app: await boltOverHttp(slack, register) }
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text })

export const goButton = {
  type: 'actions' as const,
  elements: [{ type: 'button' as const, text: plain('Go'), action_id: 'go', value: 'plan-1' }],
}

/** Posts a message of the app with a button in #ops; returns the ts. */
export const postButton = async ({ client }: App): Promise<string> => {
  const { ts } = await postMessage(client, { channel: 'C0OPS', text: 'A plan', blocks: [goButton] })
  return ts ?? ''
}

/** Makes Slack's own client, quick to try again. */
export const clientOf = (slack: LocalSlack, token: string = slack.botToken): WebClient =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 5, minTimeout: 1, maxTimeout: 5 },
    logger: silent,
  })
