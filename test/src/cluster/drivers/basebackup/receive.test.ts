import { createServer, type Socket } from 'node:net'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { receive } from '#cluster/drivers/basebackup/receive'

const message = (kind: string, body: Buffer): Buffer => {
  const header = Buffer.alloc(5)
  header.write(kind, 'latin1')
  header.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

/** A server that lets everybody in, and answers a query with `sent`. */
const serverThatSends = async (sent: Buffer): Promise<Client> => {
  const answer = (socket: Socket, asked: Buffer): void => {
    if (asked[0] === 0x51) socket.write(sent)
    else
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]))
  }
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', asked => answer(socket, asked))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const client = new Client({ host: '127.0.0.1', port, user: 'howdah' })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(async () => {
    await client.end().catch(() => {})
    server.close()
  })
  return client
}

const hearer = { archive: () => {}, data: () => undefined, manifest: () => {} }
const copies = message('H', Buffer.from([0, 0, 0]))

describe('what BASE_BACKUP sends', () => {
  test('ends where the name of an archive has no end', async () => {
    const name = message('d', Buffer.concat([Buffer.from('n'), Buffer.alloc(10_000, 'a')]))
    const client = await serverThatSends(Buffer.concat([copies, name]))
    await expect(receive(client, 'BASE_BACKUP', hearer)).rejects.toThrow('name of an archive')
  })

  test('names its archives', async () => {
    const heard: string[] = []
    const name = message('d', Buffer.from('nbase.tar\0\0'))
    const over = [message('c', Buffer.alloc(0)), message('C', Buffer.from('SELECT\0'))]
    const ready = message('Z', Buffer.from('I'))
    const client = await serverThatSends(Buffer.concat([copies, name, ...over, ready]))
    await receive(client, 'BASE_BACKUP', { ...hearer, archive: named => void heard.push(named) })
    expect(heard).toEqual(['base.tar'])
  })
})
