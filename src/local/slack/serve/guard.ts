/**
 * Keeps other web pages out, because a local Slack lets any visitor act as any person: a foreign Host is
 * DNS rebinding, a foreign Origin is a page elsewhere that posts to loopback.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from '#local/slack/serve/http'

/** Why the request is refused, or null. */
export const refusal = (request: IncomingMessage, port: number): string | null => {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  const { host = '', origin } = request.headers
  if (!hosts.includes(host.toLowerCase()))
    return 'This local Slack answers only to 127.0.0.1 and localhost.'
  if (origin !== undefined && !hosts.some(one => origin.toLowerCase() === `http://${one}`))
    return 'This local Slack takes nothing from another page.'
  return null
}

const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  // The address contains the token.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

export const setSafeHeaders = (response: ServerResponse): void => {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value)
}

export const refuse = (response: ServerResponse, why: string): void =>
  answerText(response, `${why}\n`, 403)
