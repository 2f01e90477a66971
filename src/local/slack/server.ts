/** A Slack for a single app on this machine; an unmodified Bolt app cannot tell the difference. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Actions, createActions } from '#local/slack/act/actions'
import { envelopesOver } from '#local/slack/deliver/envelopes'
import { requestsTo } from '#local/slack/deliver/requests'
import { withRetries } from '#local/slack/deliver/retries'
import { createSockets } from '#local/slack/deliver/sockets'
import { firstState } from '#local/slack/first-state'
import { beginAfter, newSecret } from '#local/slack/ids'
import { createInspector } from '#local/slack/inspector'
import { emptyChat } from '#local/slack/keep/chat'
import { keepChat } from '#local/slack/keep/keep-chat'
import { openChat } from '#local/slack/keep/open-chat'
import { createOffers } from '#local/slack/offers'
import { type LocalSlackOptions, slackLimits } from '#local/slack/options'
import { createResponseUrls } from '#local/slack/response-urls'
import { refusal } from '#local/slack/serve/guard'
import { answerText } from '#local/slack/serve/http'
import { createRates } from '#local/slack/serve/rates'
import { answerRequest } from '#local/slack/serve/routes'
import type { Secrets } from '#local/slack/serve/secrets'
import { createStore, type SlackState, type Store } from '#local/slack/store'
import { createTriggers } from '#local/slack/triggers'
import { createUploads } from '#local/slack/uploads'
import type { Workspace } from '#local/slack/workspace'

export interface LocalSlack extends Actions {
  readonly port: number
  /** The page's address with the token. */
  readonly url: string
  /** For Bolt's `slackApiUrl`. */
  readonly apiUrl: string
  /** The page's token. */
  readonly token: string
  readonly controlToken: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly teamId: string
  readonly appId: string
  /** The app's own user, U… */
  readonly appUser: string
  readonly state: SlackState
  on: Store['on']
  waitFor: Store['waitFor']
  /** The bytes of a shared file. */
  file(id: string): Buffer | null
  close(): Promise<void>
}

const secretsFor = (options: LocalSlackOptions): Secrets => ({
  botToken: options.botToken ?? `xoxb-local-${newSecret()}`,
  appToken: options.appToken ?? `xapp-local-${newSecret()}`,
  signingSecret: options.signingSecret ?? newSecret(),
  pageToken: newSecret(),
  controlToken: options.controlToken ?? newSecret(),
})

export const startLocalSlack = async (options: LocalSlackOptions): Promise<LocalSlack> => {
  const limits = { ...slackLimits, ...options.limits }
  const team = options.team ?? { id: 'T0LOCAL', name: 'Local' }
  const app = {
    id: 'A0LOCAL',
    name: options.app.name,
    command: options.app.command,
    user: 'U0LOCALAPP',
    bot: 'B0LOCALAPP',
    lacks: options.app.lacks ?? [],
  }
  const secrets = secretsFor(options)
  const mode = options.mode ?? { kind: 'socket' }
  let requestUrl = mode.kind === 'http' ? mode.requestUrl : null
  let port = 0

  const { keep } = options
  const chat = keep ? openChat(keep) : emptyChat
  const store = createStore(firstState(options, { user: app.user, team }, chat))
  beginAfter(chat.messages.at(-1)?.ts ?? '0')
  const inspector = createInspector(store)
  const sockets = createSockets(store, inspector, limits)
  const end = new AbortController()
  const attempt =
    mode.kind === 'http'
      ? requestsTo(() => requestUrl, secrets.signingSecret, store, inspector, limits)
      : envelopesOver(sockets, store, inspector, limits)
  const ws: Workspace = {
    team,
    app,
    limits,
    store,
    inspector,
    delivery: withRetries(attempt, limits.retryAfterMs, end.signal),
    rates: createRates(),
    triggers: createTriggers(limits.triggerMs),
    offers: createOffers(),
    responseUrls: createResponseUrls(limits, team.id),
    uploads: createUploads(chat.files),
    origin: () => `http://127.0.0.1:${port}`,
    newSocketUrl: () =>
      `ws://127.0.0.1:${port}/link/?ticket=${sockets.newTicket()}&app_id=${app.id}`,
  }
  const reach = (url: string | null) => {
    requestUrl = url
    store.apply({ kind: 'connected', connected: url !== null })
  }
  if (mode.kind === 'http') reach(requestUrl)
  const actions = createActions(ws, sockets, options.levers ?? [], reach)
  const pageDir = options.pageDir ?? fileURLToPath(new URL('./page', import.meta.url))
  const served = { ws, secrets, actions, pageDir, port: () => port }

  const server = createServer((request, response) => {
    answerRequest(served, request, response).catch((error: unknown) => {
      inspector.note('http', `The local Slack failed: ${String(error)}`, null, false)
      if (response.headersSent) response.destroy()
      else answerText(response, 'The local Slack failed.\n', 500)
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (refusal(request, port) === null) sockets.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Loopback only: any caller may act as any person.
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
  const endKeeping = keep && keepChat(keep, store, ws.uploads)

  return {
    ...actions,
    port,
    url: `${ws.origin()}/?token=${secrets.pageToken}`,
    apiUrl: `${ws.origin()}/api/`,
    token: secrets.pageToken,
    controlToken: secrets.controlToken,
    botToken: secrets.botToken,
    appToken: secrets.appToken,
    signingSecret: secrets.signingSecret,
    teamId: team.id,
    appId: app.id,
    appUser: app.user,
    get state() {
      return store.state
    },
    on: listener => store.on(listener),
    waitFor: (look, how) => store.waitFor(look, how),
    file: id => ws.uploads.find(id)?.bytes ?? null,
    async close() {
      end.abort()
      sockets.close()
      const closed = new Promise<void>(resolve => {
        server.close(() => resolve())
      })
      server.closeAllConnections()
      await closed
      await endKeeping?.()
    },
  }
}
