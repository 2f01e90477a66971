/** Answers a Web API call: token, faults, rates, method, and a line in the inspector. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Arguments } from '#local/slack/api/arguments'
import { chatMethods } from '#local/slack/api/chat'
import { conversationMethods } from '#local/slack/api/conversations'
import { ApiFailure } from '#local/slack/api/failure'
import { fileMethods } from '#local/slack/api/files'
import { historyMethods } from '#local/slack/api/history'
import type { Method, Methods } from '#local/slack/api/method'
import { peopleMethods } from '#local/slack/api/people'
import { permalinkMethods } from '#local/slack/api/permalink'
import { sessionMethods } from '#local/slack/api/session'
import { viewMethods } from '#local/slack/api/views'
import { isOn } from '#local/slack/faults'
import type { JsonObject } from '#local/slack/page-protocol'
import { answerJson, answerText, contentType, readBody } from '#local/slack/serve/http'
import type { Secrets } from '#local/slack/serve/secrets'
import type { Workspace } from '#local/slack/workspace'

/** Every supported Web API method, by the method's name in Slack. */
export const methods: Methods = {
  ...sessionMethods,
  ...chatMethods,
  ...permalinkMethods,
  ...conversationMethods,
  ...historyMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
}

const checkToken = (secrets: Secrets, method: Method, token: string | null): void => {
  if (token === null) throw new ApiFailure('not_authed')
  const right = method.token === 'app' ? secrets.appToken : secrets.botToken
  if (token === right) return
  const other = token === secrets.appToken || token === secrets.botToken
  throw new ApiFailure(other ? 'not_allowed_token_type' : 'invalid_auth')
}

/** 0, or the seconds to wait. */
const waitFor = (ws: Workspace, name: string, method: Method, args: Arguments): number => {
  if (isOn(ws.store.state, 'rate_limited')) return 1
  if (method.tier === 'free') return 0
  if (method.tier !== 'posting') {
    const perMinute = ws.limits[method.tier]
    return ws.rates.take(name, perMinute / 60, perMinute)
  }
  const { postsPerSecond, postBurst } = ws.limits
  return ws.rates.take(`${name} ${args.text('channel')}`, postsPerSecond, postBurst)
}

type Outcome =
  | { readonly kind: 'reply'; readonly body: JsonObject }
  | { readonly kind: 'later'; readonly seconds: number }
  | { readonly kind: 'unavailable' }

const perform = (ws: Workspace, secrets: Secrets, call: Call): Outcome => {
  if (isOn(ws.store.state, 'unavailable')) return { kind: 'unavailable' }
  const method = Object.hasOwn(methods, call.name) ? methods[call.name] : undefined
  try {
    if (method === undefined) throw new ApiFailure('unknown_method')
    checkToken(secrets, method, call.token)
    const seconds = waitFor(ws, call.name, method, call.args)
    if (seconds > 0) return { kind: 'later', seconds }
    const body = { ok: true, ...method.run(ws, call.args) }
    return isOn(ws.store.state, 'unknown_outcome')
      ? { kind: 'unavailable' }
      : { kind: 'reply', body }
  } catch (error) {
    if (error instanceof ApiFailure) return { kind: 'reply', body: error.toReply() }
    throw error
  }
}

interface Call {
  readonly name: string
  readonly token: string | null
  readonly args: Arguments
}

const bearer = (request: IncomingMessage): string | null =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null

export const answerCall = async (
  ws: Workspace,
  secrets: Secrets,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = (await readBody(request)).toString('utf8')
  let args = new Arguments({})
  try {
    args = Arguments.read(contentType(request), body)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return answerJson(response, error.toReply())
  }
  const finish = ws.inspector.begin('api', name, args.shown())
  if (isOn(ws.store.state, 'slow')) await sleep(ws.limits.slowMs)
  const token = bearer(request) ?? args.text('token')
  const outcome = perform(ws, secrets, { name, token, args })
  const shown = (answer: JsonObject): JsonObject => ({ given: args.shown(), answer })
  switch (outcome.kind) {
    case 'unavailable':
      finish(false, shown({ status: 503 }))
      return answerText(response, 'Service Unavailable', 503)
    case 'later': {
      const reply = { ok: false, error: 'ratelimited' }
      finish(false, shown({ status: 429, retry_after: outcome.seconds, ...reply }))
      return answerJson(response, reply, 429, { 'retry-after': String(outcome.seconds) })
    }
    case 'reply':
      finish(outcome.body.ok === true, shown(outcome.body))
      return answerJson(response, outcome.body)
  }
}
