import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openReadBody } from '#slack/receive/read-body'

const request = () => {
  const stream = new PassThrough()
  return { stream, request: stream as unknown as IncomingMessage }
}

describe('bodies that are being read', () => {
  test('stay within the bound together: the one that is read longest makes room', async () => {
    const readBody = openReadBody(100)
    const slow = Array.from({ length: 500 }, request)
    const read = slow.map(one => readBody(one.request, 30))
    const settled = Promise.allSettled(read.slice(0, -3))
    for (const { stream } of slow) if (!stream.destroyed) stream.end('whole')
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true)
    expect(String(await read.at(-3))).toBe('whole')
    expect(String(await read.at(-1))).toBe('whole')
  })

  test('leave their room to others as soon as they are read or broken off', async () => {
    const readBody = openReadBody(100)
    for (let number = 0; number < 50; number += 1) {
      const one = request()
      const read = readBody(one.request, 80)
      if (number % 2 === 0) one.stream.end('whole')
      else one.stream.destroy()
      await read.then(
        body => expect(String(body)).toBe('whole'),
        () => expect(number % 2).toBe(1),
      )
    }
    const last = request()
    const read = readBody(last.request, 100)
    last.stream.end('last')
    expect(String(await read)).toBe('last')
  })

  test('may be as large as the bound alone, and larger is for the caller to refuse', async () => {
    const readBody = openReadBody(100)
    const large = request()
    await expect(readBody(large.request, 101)).rejects.toThrow('Premature close')
  })
})
