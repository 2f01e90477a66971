/**
 * `/healthz` (the process lives), `/readyz` (the bot can work) and `/metrics`: no secrets, no names of
 * people.
 */
import { createServer } from 'node:http'
import { boundConnections, serverBounds } from '#src/bounded-server'

/** Probes are few. */
const connectionsMost = 50

export interface Health {
  readonly port: number
  close(): Promise<void>
}

/** A sentence for each fault; an empty list means ready. */
export type Readiness = () => Promise<readonly string[]>

export const openHealth = (
  { host, port }: { readonly host: string; readonly port: number },
  readiness: Readiness,
  metrics: () => Promise<string>,
): Promise<Health> =>
  new Promise((resolve, reject) => {
    const server = createServer(serverBounds, (request, response) => {
      const say = (status: number, text: string) =>
        response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
      const answer = async (): Promise<void> => {
        if (request.url === '/healthz') say(200, 'alive')
        else if (request.url === '/readyz') {
          const missing = await readiness()
          say(missing.length === 0 ? 200 : 503, missing.length === 0 ? 'ready' : missing.join('\n'))
        } else if (request.url === '/metrics') say(200, await metrics())
        else say(404, 'There are /healthz, /readyz and /metrics.')
      }
      answer().catch(() => say(500, 'not known'))
    })
    boundConnections(server, connectionsMost)
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise(done => server.close(() => done())),
      })
    })
  })
