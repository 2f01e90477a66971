/** Delivers envelopes to the app over sockets, each over a single connection, and waits for acks. */
import { randomUUID } from 'node:crypto'
import type { Answer } from '#local/slack/deliver/delivery'
import type { Attempt, Retry } from '#local/slack/deliver/retries'
import type { Connection, Sockets } from '#local/slack/deliver/sockets'
import { isOn } from '#local/slack/faults'
import type { Inspector } from '#local/slack/inspector'
import { isObject, parseJson, textAt } from '#local/slack/json'
import type { Limits } from '#local/slack/options'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import type { Store } from '#local/slack/store'

interface Open {
  /** Start time by `performance.now()`. */
  readonly started: number
  readonly settle: (payload: Json) => void
}

const retryFields = ({ attempt, reason }: Retry): JsonObject => ({
  retry_attempt: attempt,
  retry_reason: reason,
})

export const envelopesOver = (
  sockets: Sockets,
  store: Store,
  inspector: Inspector,
  limits: Limits,
): Attempt => {
  /** Open envelopes by id: neither acknowledged nor given up. */
  const open = new Map<string, Open>()

  const ackTitle = (ms: number | null) => {
    if (ms === null) return 'Ack of an envelope that is closed'
    return ms > limits.ackMs ? 'Late ack' : 'Ack'
  }

  sockets.listen((connection, text) => {
    const frame = parseJson(text)
    const id = isObject(frame) ? textAt(frame, 'envelope_id') : null
    if (!isObject(frame) || id === null)
      return inspector.note('note', `A frame without envelope_id from ${connection.id}`, text)
    const sent = open.get(id)
    const lost = isOn(store.state, 'lost_acks')
    const ms = sent ? Math.round(performance.now() - sent.started) : null
    const title = lost ? 'Ack lost' : ackTitle(ms)
    inspector.note('ack', `${title} from ${connection.id}`, frame, title === 'Ack', ms)
    if (lost || sent === undefined) return
    open.delete(id)
    sent.settle(frame.payload ?? {})
  })

  const send = (envelope: JsonObject, id: string, title: string, to: Connection): Promise<Answer> =>
    new Promise(resolve => {
      const started = performance.now()
      const finish = inspector.begin('envelope', title, { to: to.id, envelope })
      const timer = setTimeout(() => {
        finish(false)
        resolve({ kind: 'unanswered', code: 'operation_timeout' })
        // Until then a late ack can be told from an unknown ack.
        setTimeout(() => open.delete(id), limits.ackMs).unref()
      }, limits.ackMs)
      open.set(id, {
        started,
        settle(payload) {
          clearTimeout(timer)
          finish(true, { to: to.id, envelope, ack: payload })
          resolve({ kind: 'acked', payload, ms: performance.now() - started })
        },
      })
      to.send(envelope)
    })

  return (parcel, retry) => {
    const to = sockets.next()
    if (to === null) {
      inspector.note('envelope', `${parcel.title}: the app is not connected`, null, false)
      return Promise.resolve({ kind: 'unanswered', code: 'app_not_connected' })
    }
    const id = randomUUID()
    const envelope: JsonObject = {
      envelope_id: id,
      type: parcel.type,
      payload: parcel.payload,
      accepts_response_payload: parcel.type !== 'events_api',
      ...(retry ? retryFields(retry) : {}),
    }
    const title = retry ? `${parcel.title}, try ${retry.attempt + 1}` : parcel.title
    const answer = send(envelope, id, title, to)
    if (isOn(store.state, 'twice')) {
      const again = retryFields({ attempt: 1, reason: 'http_timeout' })
      sockets.next(to)?.send({ ...envelope, ...again })
      inspector.note('envelope', `${parcel.title}, delivered twice`, { envelope_id: id })
    }
    return answer
  }
}
