/** The app's Socket Mode connections: tickets, hello, heartbeat, goodbye. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { isOn } from '#local/slack/faults'
import type { Inspector } from '#local/slack/inspector'
import type { Limits } from '#local/slack/options'
import type { JsonObject } from '#local/slack/page-protocol'
import type { Store } from '#local/slack/store'

const ticketLifeMs = 60_000
const heartbeatMs = 10_000
/** How long a connection may stay after the request to leave. */
const farewellMs = 10_000
const goodbyeMs = 200

export interface Connection {
  readonly id: string
  send(frame: JsonObject): void
}

export interface Sockets {
  newTicket(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Round-robin over the connections that stay; returns `not` only when there is no other connection. */
  next(not?: Connection): Connection | null
  listen(hear: (connection: Connection, text: string) => void): void
  /** `refresh` asks the app to reconnect as Slack does, `cut` breaks the sockets. */
  disconnect(how: 'refresh' | 'cut'): void
  close(): void
}

interface Held extends Connection {
  readonly socket: WebSocket
  leaving: boolean
  alive: boolean
}

export const createSockets = (store: Store, inspector: Inspector, limits: Limits): Sockets => {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const tickets = new Map<string, number>()
  let connections: readonly Held[] = []
  let turn = 0
  let heard: Parameters<Sockets['listen']>[0] = () => {}

  const changed = () => {
    const connected = connections.some(one => !one.leaving)
    if (connected !== store.state.connected) store.apply({ kind: 'connected', connected })
  }
  const drop = (gone: Held) => {
    if (!connections.includes(gone)) return
    connections = connections.filter(one => one !== gone)
    inspector.note('note', `Socket ${gone.id} is gone`, { left: connections.length })
    changed()
  }
  const welcome = (socket: WebSocket, appId: string) => {
    const send = (frame: JsonObject) => socket.send(JSON.stringify(frame))
    const id = randomUUID().slice(0, 8)
    const held: Held = { id, socket, send, leaving: false, alive: true }
    socket.on('message', data => heard(held, (data as Buffer).toString('utf8')))
    socket.on('pong', () => {
      held.alive = true
    })
    socket.on('close', () => drop(held))
    socket.on('error', () => socket.terminate())
    if (connections.length >= limits.sockets) {
      send({ type: 'disconnect', reason: 'too_many_websockets' })
      return socket.close()
    }
    connections = [...connections, held]
    send({
      type: 'hello',
      num_connections: connections.length,
      debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    })
    inspector.note('note', `Socket ${id} is open`, { connections: connections.length })
    changed()
  }
  const cutAll = () => {
    for (const one of connections) one.socket.terminate()
  }

  const heartbeat = setInterval(() => {
    for (const one of connections) {
      if (!one.alive) one.socket.terminate()
      one.alive = false
      one.socket.ping()
    }
  }, heartbeatMs)
  heartbeat.unref()
  const off = store.on((event, state) => {
    if (event.kind === 'faults' && isOn(state, 'disconnected')) cutAll()
  })

  return {
    newTicket() {
      const ticket = randomUUID()
      tickets.set(ticket, Date.now() + ticketLifeMs)
      return ticket
    },
    upgrade(request, socket, head) {
      const query = new URL(request.url ?? '/', 'http://local').searchParams
      const ticket = query.get('ticket') ?? ''
      const until = tickets.get(ticket) ?? 0
      tickets.delete(ticket)
      const refuse = (status: string) =>
        socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`)
      if (isOn(store.state, 'disconnected')) return refuse('503 Service Unavailable')
      if (Date.now() > until) return refuse('401 Unauthorized')
      server.handleUpgrade(request, socket, head, opened =>
        welcome(opened, query.get('app_id') ?? ''),
      )
    },
    next(not) {
      const open = connections.filter(one => !one.leaving && one.socket.readyState === 1)
      const others = open.filter(one => one !== not)
      const choice = others.length ? others : open
      turn += 1
      return choice[turn % choice.length] ?? null
    },
    listen(hear) {
      heard = hear
    },
    disconnect(how) {
      inspector.note('fault', how === 'cut' ? 'Sockets cut' : 'Sockets asked to reconnect')
      if (how === 'cut') return cutAll()
      for (const one of connections) {
        one.leaving = true
        one.send({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} })
        setTimeout(() => one.socket.terminate(), farewellMs).unref()
      }
      changed()
    },
    close() {
      off()
      clearInterval(heartbeat)
      for (const one of connections) one.socket.close(1001)
      // Sockets that do not answer the goodbye are cut.
      setTimeout(cutAll, goodbyeMs)
      server.close()
    },
  }
}
