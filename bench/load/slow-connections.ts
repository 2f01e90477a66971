/** Connections that fall silent after half a header. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Build } from '../baseline/house.ts'
import { startBotOf } from './bot.ts'
import type { Load } from './tell.ts'

/** The longest wait of this bench. */
const longestMs = 75_000

export const slowConnections = async (build: Build, connections: number): Promise<Load> => {
  const bot = await startBotOf(build, 'http')
  const restMb = bot.begin()
  const began = performance.now()
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(bot.port, '127.0.0.1', () => {
      socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slow: ')
    })
    return socket.on('error', () => {}).resume()
  })
  const closed = Promise.all(sockets.map(one => once(one, 'close')))
  await Promise.race([closed, sleep(longestMs, undefined, { ref: false })])
  const seconds = (performance.now() - began) / 1_000
  const left = sockets.filter(one => !one.closed).length
  const load = {
    name: build.name,
    restMb,
    peakMb: bot.peak(),
    seconds,
    what: left === 0 ? 'all closed after' : `${left} still open after`,
  }
  for (const socket of sockets) socket.destroy()
  await bot.stop()
  return load
}
