import { describe, expect, test } from 'vitest'
import { copySieve } from '#cluster/drivers/basebackup/copy-sieve'

const message = (kind: string, body: Buffer): Buffer => {
  const header = Buffer.alloc(5)
  header.write(kind, 'latin1')
  header.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

const block = (byte: number, length: number): Buffer => Buffer.alloc(length, byte)
const copies = [block(1, 30), block(2, 1), block(3, 700)]
const [one = block(0, 0), two = block(0, 0), three = block(0, 0)] = copies
const others = [message('H', block(7, 3)), message('c', block(0, 0)), message('N', block(9, 40))]
const [response, done, notice] = others
const sent = Buffer.concat(
  [response, message('d', one), message('d', two), notice, message('d', three), done].flatMap(
    part => part ?? [],
  ),
)

/** The messages that come through where the bytes arrive in pieces of this length. */
const sieved = (length: number) => {
  const copied: Buffer[] = []
  const other: Buffer[] = []
  const take = copySieve({
    copied(part, begins) {
      if (begins) copied.push(part)
      else copied.push(Buffer.concat([copied.pop() ?? part, part]))
    },
    other: bytes => void other.push(bytes),
  })
  for (let at = 0; at < sent.length; at += length) take(sent.subarray(at, at + length))
  return { copied, other: Buffer.concat(other) }
}

describe('the sieve in front of node-postgres', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 64, 10_000])(
    'takes the data of COPY, and nothing else, out of pieces of %d bytes',
    length => {
      const { copied, other } = sieved(length)
      expect(copied).toEqual(copies)
      expect(other).toEqual(Buffer.concat([response, notice, done].flatMap(part => part ?? [])))
    },
  )

  test('refuses a message that is shorter than the length of a message', () => {
    const take = copySieve({ copied: () => {}, other: () => {} })
    expect(() => take(Buffer.from([0x64, 0, 0, 0, 3]))).toThrow('a message has no length')
  })
})
