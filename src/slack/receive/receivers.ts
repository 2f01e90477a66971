/** The ways in for Slack's requests: two sockets, so that either may be recycled at any time, or signed HTTP. */
import type { App, Receiver, SocketModeReceiver } from '@slack/bolt'
import { LogLevel } from '@slack/bolt/dist/App.js'
import http from '@slack/bolt/dist/receivers/HTTPReceiver.js'
import socket from '@slack/bolt/dist/receivers/SocketModeReceiver.js'
import type { WebClientOptions } from '@slack/web-api'
import type { SlackConfig } from '#model/configuration'
import type { Take } from '#slack/receive/entrance'
import { guardRequests } from '#slack/receive/guard-requests'
import { Stranger } from '#slack/receive/stranger'
import type { TurnedAway } from '#slack/receive/turned-away'
import { serverBounds } from '#src/bounded-server'

export interface Receivers {
  /** The receiver that the App is built with. */
  readonly first: Receiver
  /** Every request goes to `take`, which hands to the app what is to be read. */
  start(app: App, take: Take): Promise<void>
  /** True when at least one receiver is connected. */
  connected(): boolean
}

const secondAfterMs = 5_000

/** The last pause again and again. Not a huge number: every call would make that many timeouts first. */
const forEver = {
  forever: true,
  retries: 7,
  factor: 1.5,
  minTimeout: 500,
  maxTimeout: 5_000,
} as const

export interface SlackLogger {
  debug(...said: readonly unknown[]): void
  info(...said: readonly unknown[]): void
  warn(...said: readonly unknown[]): void
  error(...said: readonly unknown[]): void
}

export const openReceivers = (
  { mode }: SlackConfig,
  clientOptions: WebClientOptions,
  { logger, turnedAway }: { readonly logger: SlackLogger; readonly turnedAway: TurnedAway },
): Receivers => {
  const quiet = { ...logger, setLevel: () => {}, getLevel: () => LogLevel.WARN, setName: () => {} }
  if (mode.kind === 'http') {
    const receiver = new http.default({
      signingSecret: mode.signingSecret,
      port: mode.port,
      logger: quiet,
      endpoints: '/slack/events',
      // Answers at once: an unacknowledged request is answered only after three seconds.
      processEventErrorHandler: ({ error, response }) => {
        response.writeHead(error instanceof Stranger ? 404 : 500).end()
        return Promise.resolve(true)
      },
    })
    let started = false
    return {
      first: receiver,
      async start(app, take) {
        receiver.init(inPlaceOf(app, take))
        await app.start(mode.port, serverBounds)
        guardRequests(receiver, { secret: mode.signingSecret, turnedAway })
        started = true
      },
      connected: () => started,
    }
  }
  const open = () =>
    new socket.default({
      appToken: mode.appToken,
      logger: quiet,
      clientPingTimeout: 5_000,
      // Slack keeps what is not acknowledged.
      processEventErrorHandler: ({ error }) => {
        if (!(error instanceof Stranger)) logger.error('while processing', error)
        return Promise.resolve(false)
      },
      // The options are a copy, because the client writes into the given object. Retries never end: a receiver that
      // gives up while reconnecting rejects where no code can catch the error.
      installerOptions: { clientOptions: { ...clientOptions, retryConfig: forEver } },
    })
  const both = [open(), open()] as const
  const up = new Set<SocketModeReceiver>()
  for (const receiver of both) {
    receiver.client.on('connected', () => up.add(receiver))
    for (const gone of ['disconnected', 'reconnecting', 'close'] as const)
      receiver.client.on(gone, () => up.delete(receiver))
  }
  const [first, second] = both
  return {
    first,
    async start(app, take) {
      for (const receiver of both) receiver.init(inPlaceOf(app, take))
      await app.start()
      // The second socket is only for the seconds in which the first is recycled. Slack gives an app ten sockets in
      // all: every process gets a first socket before any process takes a second.
      const later = setTimeout(() => {
        void second.start().catch((error: unknown) => logger.warn('second socket', error))
      }, secondAfterMs)
      later.unref()
    },
    connected: () => up.size > 0,
  }
}

/** Of the app, a receiver calls nothing but `processEvent`. */
const inPlaceOf = (app: App, take: Take): App =>
  Object.create(app, { processEvent: { value: take } })
