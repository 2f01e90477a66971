/**
 * Connections that fall silent: at once, after half a header, after half a body, and after an answered request; a
 * quarter of each.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Build } from '../baseline/house.ts'
import { startBotOf } from './bot.ts'
import { type Measured, memoryOf } from './judge.ts'
import { warmUp } from './warm-up.ts'

/** The longest wait of this bench. */
const longestMs = 75_000

const limits = { memory: 1.3, seconds: 15 } as const

const head = (...more: readonly string[]): string =>
  ['POST /slack/events HTTP/1.1', 'host: x', ...more, ''].join('\r\n')

const bodyBytes = 250_000
const halfBody = 'x'.repeat(bodyBytes / 2)
const stamped = (): string =>
  head(
    'content-type: application/json',
    `content-length: ${bodyBytes}`,
    `x-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}`,
    '',
  )

const kinds: readonly ((socket: Socket) => void)[] = [
  () => {},
  socket => socket.write(`${head()}x-slow: `),
  socket => socket.write(`${stamped()}${halfBody}`),
  socket => socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n'),
]

export const slowConnections = async (
  build: Build,
  connections: number,
): Promise<readonly Measured[]> => {
  const bot = await startBotOf(build, 'http')
  await warmUp(bot)
  const before = bot.memory()
  bot.begin()
  /** Milliseconds for which the bot had each connection, from the handshake on. */
  const held: number[] = []
  let taken = 0
  const sockets = Array.from({ length: connections }, (_, place) => {
    const socket = connect(bot.port, '127.0.0.1', () => {
      taken += 1
      const began = performance.now()
      socket.once('close', () => held.push(performance.now() - began))
      kinds[place % kinds.length]?.(socket)
    })
    return socket.on('error', () => {}).resume()
  })
  const closed = Promise.all(sockets.map(one => new Promise(resolve => one.once('close', resolve))))
  await Promise.race([closed, sleep(longestMs, undefined, { ref: false })])
  const left = taken - held.length
  const memory = memoryOf(bot, before, limits.memory)
  for (const socket of sockets) socket.destroy()
  await bot.stop()
  return [
    memory,
    {
      what: `of ${taken} connections taken, the longest was closed after`,
      value: Math.max(0, ...held) / 1_000,
      most: limits.seconds,
      unit: ' s',
    },
    { what: 'connections still open then', value: left, most: 0, unit: '' },
  ]
}
