/**
 * Reads bodies of requests within a bound for all of them together: when too much is announced, the request that is
 * read longest makes room. Slack sends a body at once.
 */
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type ReadBody = (request: IncomingMessage, length: number) => Promise<Buffer>

export const openReadBody = (bytesMost: number): ReadBody => {
  const reading = new Map<IncomingMessage, number>()
  let announced = 0

  const release = (request: IncomingMessage): void => {
    announced -= reading.get(request) ?? 0
    reading.delete(request)
  }

  return async (request, length) => {
    reading.set(request, length)
    announced += length
    for (const longest of reading.keys()) {
      if (announced <= bytesMost) break
      release(longest)
      longest.destroy()
    }
    try {
      return await buffer(request)
    } finally {
      release(request)
    }
  }
}
