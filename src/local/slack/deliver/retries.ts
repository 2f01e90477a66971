/**
 * Retries events, and only events: for a command or a click, Slack shows the failure to the person, and
 * the person decides about another try.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Delivery, Parcel } from '#local/slack/deliver/delivery'

export interface Retry {
  /** From 1. */
  readonly attempt: number
  readonly reason: 'http_timeout' | 'connection_failed' | 'http_error'
}

/** A single try; `retry` tells the app that this is not the first try. */
export type Attempt = (parcel: Parcel, retry: Retry | null) => Promise<Answer>

type Code = Extract<Answer, { kind: 'unanswered' }>['code']

const reasons: Readonly<Record<Code, Retry['reason']>> = {
  operation_timeout: 'http_timeout',
  app_not_connected: 'connection_failed',
  dispatch_failed: 'connection_failed',
  http_client_error: 'http_error',
  http_service_error: 'http_error',
}

/** Waits as `afterMs` says before each further try, until the app acknowledges or `end` aborts. */
export const withRetries = (
  attempt: Attempt,
  afterMs: readonly number[],
  end: AbortSignal,
): Delivery => ({
  async deliver(parcel) {
    let answer = await attempt(parcel, null)
    if (parcel.type !== 'events_api') return answer
    for (const [index, waitMs] of afterMs.entries()) {
      if (answer.kind === 'acked') break
      await sleep(waitMs, undefined, { signal: end, ref: false }).catch(() => {})
      if (end.aborted) break
      answer = await attempt(parcel, { attempt: index + 1, reason: reasons[answer.code] })
    }
    return answer
  },
})
