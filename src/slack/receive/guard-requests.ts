/**
 * Checks requests in HTTP mode before Bolt has them: stamps in the future or not written as Slack does, endless
 * bodies, more connections than Slack opens, and bodies that are no plain object (`payload=null` would end the
 * process). Nothing of a body without Slack's signature is parsed or logged. `listen` catches replays by their trigger.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { HTTPReceiver } from '@slack/bolt'
import { isValidSlackRequest } from '@slack/bolt/dist/receivers/verify-request.js'
import { openReadBody, type ReadBody } from '#slack/receive/read-body'
import type { TurnedAway } from '#slack/receive/turned-away'
import { boundConnections } from '#src/bounded-server'

/** Slack's own tolerance, but in both directions. */
const toleranceSeconds = 300

/** No payload of Slack's comes near this size. */
const bodyMost = 262_144

/** Of all bodies that are being read. */
const bodiesMost = 8_388_608

/** Slack opens a few; what waits longest makes room for a new one. */
const connectionsMost = 1_000

const form = 'application/x-www-form-urlencoded'
const allowedTypes = [form, 'application/json']

type Listener = (request: IncomingMessage, response: ServerResponse) => void

export interface GuardOptions {
  /** Slack's signing secret. */
  readonly secret: string
  readonly turnedAway: TurnedAway
}

/** Installs the check before the receiver's own listeners. */
export const guardRequests = (
  receiver: HTTPReceiver,
  { secret, turnedAway }: GuardOptions,
): void => {
  const { server } = receiver as unknown as { server?: Server }
  if (!server) throw new Error('the HTTP receiver has not started')
  boundConnections(server, connectionsMost)
  const theirs = server.listeners('request') as Listener[]
  server.removeAllListeners('request')
  const readBody = openReadBody(bodiesMost)
  const refuse = (response: ServerResponse, status: number): void => {
    turnedAway(status === 401 ? 'had no valid signature of Slack' : 'was not as Slack sends them')
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end()
  }
  server.on('request', (request, response) => {
    void check(request, secret, readBody).then(
      status => {
        if (status !== undefined) return refuse(response, status)
        for (const listener of theirs) listener(request, response)
        return undefined
      },
      () => refuse(response, 400),
    )
  })
}

/** Returns the status to refuse with; undefined when Bolt may have the request, with the body read into `rawBody`. */
const check = async (
  request: IncomingMessage,
  secret: string,
  readBody: ReadBody,
): Promise<number | undefined> => {
  if (request.method !== 'POST') return 404
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (!allowedTypes.includes(type.trim())) return 415
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (!(length <= bodyMost)) return 413
  const stamp = String(request.headers['x-slack-request-timestamp'])
  if (!/^\d{1,12}$/.test(stamp)) return 401
  if (Math.abs(Date.now() / 1_000 - Number(stamp)) > toleranceSeconds) return 401
  const raw = await readBody(request, length)
  const body = raw.toString('utf8')
  if (!isSigned(request, secret, body)) return 401
  if (!isPlain(type.trim(), body)) return 400
  Object.assign(request, { rawBody: raw })
  return undefined
}

const isSigned = ({ headers }: IncomingMessage, signingSecret: string, body: string): boolean =>
  isValidSlackRequest({
    signingSecret,
    body,
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
  })

const isPlain = (type: string, body: string): boolean => {
  const payloads = type === form ? new URLSearchParams(body).getAll('payload') : [body]
  const [json] = payloads
  if (json === undefined) return true
  // Of several payloads, Bolt may take a different payload than this check reads.
  if (payloads.length > 1) return false
  const parsed: unknown = JSON.parse(json)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}
