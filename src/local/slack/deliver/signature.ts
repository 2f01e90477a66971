import { createHmac } from 'node:crypto'

/** Signs a body with Slack's v0 signature; `seconds` since 1970. */
export const signedHeaders = (
  secret: string,
  body: string,
  seconds: number | string = Math.floor(Date.now() / 1000),
): Readonly<Record<string, string>> => ({
  'x-slack-request-timestamp': String(seconds),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`,
})
