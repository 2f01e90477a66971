/** The try of a replica's way to the new primary has the replication password: who hears what? */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tryOut } from '#cluster/drivers/switchover/upstream'

/** A server in the place of PostgreSQL, which hangs up after the first words. */
const listener = async () => {
  const heard: Buffer[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', words => {
      heard.push(words)
      socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { conninfo: { host: '127.0.0.1', port: String(port), user: 'repl', password: 'p' }, heard }
}

const nodes = { node: 'shop-2', from: 'shop-1' }

/** SSLRequest of the manual, 53.7. */
const asksForTls = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

describe('the try of the way from the new primary', () => {
  test.each(['verify-full', 'off'] as const)(
    'begins with TLS, as all of Howdah’s sessions on that cluster do: tls is %s',
    async tls => {
      const { conninfo, heard } = await listener()
      await expect(tryOut(conninfo, nodes, { tls })).rejects.toMatchObject({
        code: 'switchover.no-way',
      })
      expect(heard.map(words => words.subarray(0, 8).equals(asksForTls))).toEqual([tls !== 'off'])
    },
  )

  test('tells nobody a password where the server’s user has the password in a file', async () => {
    const { conninfo, heard } = await listener()
    const { password: _, ...without } = conninfo
    await tryOut(without, nodes, { tls: 'verify-full' })
    expect(heard).toEqual([])
  })
})
