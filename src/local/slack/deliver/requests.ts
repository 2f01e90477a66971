/** Delivers signed form posts to the app's request URL. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Parcel } from '#local/slack/deliver/delivery'
import type { Attempt, Retry } from '#local/slack/deliver/retries'
import { signedHeaders } from '#local/slack/deliver/signature'
import { isOn } from '#local/slack/faults'
import type { Inspector } from '#local/slack/inspector'
import { parseJson } from '#local/slack/json'
import type { Limits } from '#local/slack/options'
import type { Store } from '#local/slack/store'

const bodyOf = (parcel: Parcel): string => {
  if (parcel.type === 'events_api') return JSON.stringify(parcel.payload)
  if (parcel.type === 'interactive')
    return new URLSearchParams({ payload: JSON.stringify(parcel.payload) }).toString()
  const fields = Object.entries(parcel.payload).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(fields).toString()
}

type Request = (parcel: Parcel, url: string, retry: Retry | null) => Promise<Answer>

const retryHeaders = ({ attempt, reason }: Retry): Readonly<Record<string, string>> => ({
  'x-slack-retry-num': String(attempt),
  'x-slack-retry-reason': reason,
})

export const requestsTo = (
  requestUrl: () => string | null,
  signingSecret: string,
  store: Store,
  inspector: Inspector,
  limits: Limits,
): Attempt => {
  const request: Request = async (parcel, url, retry) => {
    const body = bodyOf(parcel)
    const json = parcel.type === 'events_api'
    const started = performance.now()
    const title = retry ? `${parcel.title}, try ${retry.attempt + 1}` : parcel.title
    const finish = inspector.begin('http', title, { url, payload: parcel.payload })
    const fail = (code: Exclude<Answer, { kind: 'acked' }>['code']): Answer => {
      finish(false, { url, payload: parcel.payload, failed: code })
      return { kind: 'unanswered', code }
    }
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          // Bolt refuses the form's content type when a charset follows.
          'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
          ...signedHeaders(signingSecret, body),
          ...(retry ? retryHeaders(retry) : {}),
        },
        body: Buffer.from(body),
        redirect: 'error',
        signal: AbortSignal.timeout(limits.ackMs),
      })
      const text = await response.text()
      const ms = performance.now() - started
      if (isOn(store.state, 'lost_acks')) {
        await sleep(limits.ackMs - ms)
        return fail('operation_timeout')
      }
      if (!response.ok)
        return fail(response.status < 500 ? 'http_client_error' : 'http_service_error')
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      const payload = isJson ? (parseJson(text) ?? {}) : text || {}
      finish(true, { url, payload: parcel.payload, ack: payload })
      return { kind: 'acked', payload, ms }
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
      return fail(timedOut ? 'operation_timeout' : 'dispatch_failed')
    }
  }
  return async (parcel, retry) => {
    const url = requestUrl()
    if (url === null || isOn(store.state, 'disconnected')) {
      inspector.note('http', `${parcel.title}: the app cannot be reached`, null, false)
      return { kind: 'unanswered', code: 'dispatch_failed' }
    }
    const first = request(parcel, url, retry)
    if (isOn(store.state, 'twice'))
      void request(parcel, url, { attempt: 1, reason: 'http_timeout' })
    return first
  }
}
