import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { boundConnections, serverBounds } from '#src/bounded-server'

const opened = async (most: number, answer: RequestListener): Promise<number> => {
  const server = createServer(serverBounds, answer)
  boundConnections(server, most)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const slow = async (port: number, text: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

const closed = (socket: Socket) => (socket.closed ? Promise.resolve() : once(socket, 'close'))

const status = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1' }, response => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
      .on('error', reject)
      .end()
  })

const head = 'POST / HTTP/1.1\r\nhost: x\r\n'

describe('a bounded server', () => {
  test.concurrent.each([
    ['nothing', ''],
    ['half a header', head],
    ['half a body', `${head}content-length: 10\r\n\r\nhalf`],
    ['an endless header, a bit at a time', 'POST / HTTP/1.1\r\nx: '],
  ])('closes a connection that sends %s', async (_, text) => {
    const port = await opened(10, (asked, response) => {
      asked.resume().on('end', () => response.end())
    })
    const began = performance.now()
    const socket = await slow(port, text)
    const dripping = setInterval(() => text !== '' && socket.write('a'), 300)
    onTestFinished(() => clearInterval(dripping))
    await closed(socket)
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  test('answers a request while more slow connections come than it keeps, and closes the oldest', async () => {
    const port = await opened(20, (asked, response) => {
      asked.resume().on('end', () => response.end('here'))
    })
    const sockets: Socket[] = []
    for (let number = 0; number < 60; number += 1) sockets.push(await slow(port, head))
    expect(await status(port)).toBe(200)
    await Promise.all(sockets.slice(0, 40).map(closed))
    expect(sockets.at(-1)?.destroyed).toBe(false)
  })

  test('keeps a connection whose request waits for its answer', async () => {
    const arrived = Promise.withResolvers<() => void>()
    const port = await opened(5, (asked, response) => {
      asked.resume().on('end', () => arrived.resolve(() => void response.end('late')))
    })
    const answered = status(port)
    const answer = await arrived.promise
    for (let number = 0; number < 12; number += 1) await slow(port, head)
    answer()
    expect(await answered).toBe(200)
  })
})
