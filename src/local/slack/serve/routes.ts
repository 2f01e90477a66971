/** Routes each request, and checks the secret that the route requires. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Actions } from '#local/slack/act/actions'
import { answerResponse } from '#local/slack/act/respond'
import { answerCall } from '#local/slack/api/answer-call'
import { parseJson } from '#local/slack/json'
import type { Json } from '#local/slack/page-protocol'
import { responsePath } from '#local/slack/response-urls'
import { doControl } from '#local/slack/serve/control'
import { refusal, refuse, setSafeHeaders } from '#local/slack/serve/guard'
import { answerJson, answerText, contentType, readBody } from '#local/slack/serve/http'
import { uploadedBytes } from '#local/slack/serve/multipart'
import { doPageAction } from '#local/slack/serve/page-action'
import { streamEvents } from '#local/slack/serve/page-events'
import { answerPageFile, answerSharedFile, isPageFile } from '#local/slack/serve/page-files'
import { isSecret, type Secrets } from '#local/slack/serve/secrets'
import { uploadPath } from '#local/slack/uploads'
import type { Workspace } from '#local/slack/workspace'

export interface Served {
  readonly ws: Workspace
  readonly secrets: Secrets
  readonly actions: Actions
  readonly pageDir: string
  readonly port: () => number
}

const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

const noToken = 'The token of this start is missing or wrong. Open the address that was printed.'

/** Runs an action and answers with the result, or with a sentence about the error. */
const attempt = async (response: ServerResponse, run: () => Promise<Json>): Promise<void> => {
  try {
    answerJson(response, { ok: true, result: await run() })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    answerJson(response, { ok: false, error: said })
  }
}

const jsonBody = async (request: IncomingMessage): Promise<Json | undefined> =>
  parseJson((await readBody(request)).toString('utf8'))

const receiveUpload = async (
  served: Served,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const bytes = uploadedBytes(request.headers['content-type'] ?? '', await readBody(request))
  const taken = served.ws.uploads.receive(path, bytes)
  served.ws.inspector.note('http', 'upload', { bytes: bytes.length }, taken)
  if (taken) answerText(response, `OK - ${bytes.length}`)
  else answerText(response, 'The address is unknown or the length is another one.\n', 400)
}

/** Pages and files for a browser: only with the token. */
const answerPage = async (
  served: Served,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { ws, secrets, actions } = served
  const path = url.pathname
  const withToken = isSecret(secrets.pageToken, url.searchParams.get('token'))
  if (request.method === 'POST' && path === '/page/do') {
    if (!isSecret(secrets.pageToken, header(request, 'x-page-token')))
      return refuse(response, noToken)
    const sent = await jsonBody(request)
    return attempt(response, () => doPageAction(actions, sent))
  }
  if (request.method !== 'GET') return answerText(response, 'There is nothing here.\n', 404)
  if (path === '/favicon.ico') return answerText(response, '', 204)
  const shared = /^\/files\/(\w+)$/.exec(path)?.[1]
  if (shared !== undefined) {
    const asApp = request.headers.authorization === `Bearer ${secrets.botToken}`
    const asTest = isSecret(secrets.controlToken, header(request, 'x-control-token'))
    if (!withToken && !asApp && !asTest) return refuse(response, noToken)
    return answerSharedFile(response, ws.uploads, shared)
  }
  if (!withToken) return refuse(response, noToken)
  if (path === '/page/events') return streamEvents(response, ws.store)
  if (isPageFile(path)) return answerPageFile(response, served.pageDir, path, secrets.pageToken)
  return answerText(response, 'There is nothing here.\n', 404)
}

export const answerRequest = async (
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { ws, secrets, actions } = served
  const why = refusal(request, served.port())
  if (why !== null) return refuse(response, why)
  setSafeHeaders(response)
  const url = new URL(request.url ?? '/', 'http://local')
  const path = url.pathname
  const posts = request.method === 'POST'
  const method = /^\/api\/([\w.]+)$/.exec(path)?.[1]
  if (method !== undefined) return answerCall(ws, secrets, method, request, response)
  if (posts && path.startsWith(responsePath)) return answerResponse(ws, path, request, response)
  if (posts && path.startsWith(uploadPath)) return receiveUpload(served, path, request, response)
  const verb = /^\/control\/(\w+)$/.exec(path)?.[1]
  if (posts && verb !== undefined) {
    if (!isSecret(secrets.controlToken, header(request, 'x-control-token')))
      return refuse(response, 'The control token is missing or wrong.')
    if (contentType(request) !== 'application/json')
      return answerText(response, 'Send JSON.\n', 415)
    const given = await jsonBody(request)
    return attempt(response, () => doControl(actions, ws.store, verb, given))
  }
  return answerPage(served, url, request, response)
}
