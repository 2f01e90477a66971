/**
 * Bounds of an HTTP server: a slow connection is closed within seconds, and of too many connections the oldest
 * waiting connection makes room.
 */
import type { Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'

/** A request is a few kB over a short way. Node looks at the time-outs as often as the interval says. */
export const serverBounds: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 8_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
}

/** Bounds an answer that no client reads, too. */
const silentMs = 12_000

/** A connection with a whole request keeps the place until the answer is sent. */
export const boundConnections = (server: Server, most: number): void => {
  const waiting = new Set<Socket>()
  let open = 0
  server.setTimeout(silentMs, (socket: Socket) => void socket.destroy())
  server.on('connection', (socket: Socket) => {
    open += 1
    waiting.add(socket)
    socket.once('close', () => {
      open -= 1
      waiting.delete(socket)
    })
    if (open <= most) return
    const [longest = socket] = waiting
    longest.destroy()
  })
  server.on('request', (request, response) => {
    const { socket } = request
    request.once('end', () => waiting.delete(socket))
    response.once('close', () => {
      if (!socket.destroyed) waiting.add(socket)
    })
  })
}
