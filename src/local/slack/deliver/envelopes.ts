/** Envelopes to the app over its sockets: one connection each, acks, and another try. */
import { randomUUID } from 'node:crypto'
import type { Answer, Delivery, Parcel } from '#local/slack/deliver/delivery'
import type { Connection, Sockets } from '#local/slack/deliver/sockets'
import { isOn } from '#local/slack/faults'
import type { Inspector } from '#local/slack/inspector'
import { isObject, parseJson, textAt } from '#local/slack/json'
import type { Limits } from '#local/slack/options'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import type { Store } from '#local/slack/store'

type RetryReason = 'timeout' | 'connection_failed'

interface Open {
  readonly envelope: JsonObject
  /** Of `performance.now()`. */
  readonly started: number
  readonly settle: (payload: Json) => void
  on: Connection | null
  attempts: number
}

export const deliverOverSockets = (
  sockets: Sockets,
  store: Store,
  inspector: Inspector,
  limits: Limits,
): Delivery => {
  /** By envelope id: neither acknowledged nor given up. */
  const open = new Map<string, Open>()

  const redeliver = (sent: Open, reason: RetryReason, to: Connection) => {
    const { envelope } = sent
    sent.on = to
    sent.attempts += 1
    const title = `Redelivered to ${to.id}: ${reason}`
    inspector.note('envelope', title, { envelope_id: envelope.envelope_id ?? null })
    to.send({ ...envelope, retry_attempt: sent.attempts, retry_reason: reason })
  }
  /** Nobody is left on the connection it went to: another one, now or when it comes. */
  const rescue = (sent: Open) => {
    const to = sockets.next()
    if (to && sent.attempts < limits.redeliveries) redeliver(sent, 'connection_failed', to)
  }

  const ackTitle = (ms: number | null) => {
    if (ms === null) return 'Ack of an envelope that is closed'
    return ms > limits.ackMs ? 'Late ack' : 'Ack'
  }

  sockets.listen({
    frame(connection, text) {
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
    },
    gone(connection) {
      for (const sent of open.values())
        if (sent.on === connection) {
          sent.on = null
          rescue(sent)
        }
    },
    came() {
      for (const sent of open.values()) if (sent.on === null) rescue(sent)
    },
  })

  const send = (parcel: Parcel, to: Connection): Promise<Answer> =>
    new Promise(resolve => {
      const id = randomUUID()
      const envelope: JsonObject = {
        envelope_id: id,
        type: parcel.type,
        payload: parcel.payload,
        accepts_response_payload: parcel.type !== 'events_api',
      }
      const started = performance.now()
      const finish = inspector.begin('envelope', parcel.title, { to: to.id, envelope })
      const timer = setTimeout(() => {
        finish(false)
        resolve({ kind: 'unanswered', code: 'operation_timeout' })
        const other = sockets.next(sent.on ?? undefined)
        const again = other !== null && other !== sent.on && sent.attempts < limits.redeliveries
        if (again) redeliver(sent, 'timeout', other)
        // Until then a late ack is told from a wrong one.
        setTimeout(() => open.delete(id), limits.ackMs).unref()
      }, limits.ackMs)
      const sent: Open = {
        envelope,
        on: to,
        attempts: 0,
        started,
        settle(payload) {
          clearTimeout(timer)
          finish(true, { to: sent.on?.id ?? null, envelope, ack: payload })
          resolve({ kind: 'acked', payload, ms: performance.now() - started })
        },
      }
      open.set(id, sent)
      to.send(envelope)
      const other = isOn(store.state, 'twice') ? sockets.next(to) : null
      if (other) redeliver(sent, 'timeout', other)
    })

  return {
    async deliver(parcel) {
      const to = sockets.next()
      if (to) return send(parcel, to)
      inspector.note('envelope', `${parcel.title}: the app is not connected`, null, false)
      return { kind: 'unanswered', code: 'app_not_connected' }
    },
  }
}
