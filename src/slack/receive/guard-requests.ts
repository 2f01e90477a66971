/**
 * Checks the requests that Bolt's signature check lets through in HTTP mode: stamps in the future or not written
 * as Slack does, endless bodies, more connections than Slack opens, and bodies that are no plain object (`payload=null` would end the process). `listen` catches replays
 * by their trigger.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { HTTPReceiver } from '@slack/bolt'
import { boundConnections } from '#src/bounded-server'

/** Slack's own tolerance, but in both directions. */
const toleranceSeconds = 300

/** No payload of Slack's comes near this size. */
const bodyMost = 262_144

/** Slack opens a few; what waits longest makes room for a new one. */
const connectionsMost = 300

const form = 'application/x-www-form-urlencoded'
const allowedTypes = [form, 'application/json']

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Installs the check before the receiver's own listeners. */
export const guardRequests = (receiver: HTTPReceiver): void => {
  const { server } = receiver as unknown as { server?: Server }
  if (!server) throw new Error('the HTTP receiver has not started')
  boundConnections(server, connectionsMost)
  const theirs = server.listeners('request') as Listener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    void check(request).then(
      status => {
        if (status !== undefined) return refuse(response, status)
        for (const listener of theirs) listener(request, response)
        return undefined
      },
      () => refuse(response, 400),
    )
  })
}

const refuse = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end()
}

/** Returns the status to refuse with; undefined when Bolt may have the request, with the body read into `rawBody`. */
const check = async (request: IncomingMessage): Promise<number | undefined> => {
  if (request.method !== 'POST') return undefined
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (!allowedTypes.includes(type.trim())) return 415
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (!(length <= bodyMost)) return 413
  const stamp = String(request.headers['x-slack-request-timestamp'])
  if (!/^\d{1,12}$/.test(stamp)) return 401
  if (Math.abs(Date.now() / 1_000 - Number(stamp)) > toleranceSeconds) return 401
  const raw = await buffer(request)
  if (!isPlain(type.trim(), raw.toString('utf8'))) return 400
  Object.assign(request, { rawBody: raw })
  return undefined
}

const isPlain = (type: string, body: string): boolean => {
  const payloads = type === form ? new URLSearchParams(body).getAll('payload') : [body]
  const [json] = payloads
  if (json === undefined) return true
  // Of several payloads, Bolt may take a different payload than this check reads.
  if (payloads.length > 1) return false
  const parsed: unknown = JSON.parse(json)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}
