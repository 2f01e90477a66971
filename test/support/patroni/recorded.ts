/** Answers of Patroni, as recorded of 3.0.2, and of 4 in the words of the manual, from a real HTTP server. */
import { createServer, type Server } from 'node:http'
import { onTestFinished } from 'vitest'

export const leaderOf3 = {
  '/patroni': {
    state: 'running',
    postmaster_start_time: '2026-11-30 18:28:39.028779+00:00',
    role: 'master',
    server_version: 150018,
    xlog: { location: 67108960 },
    timeline: 1,
    replication: [{ usename: 'replicator', application_name: 'shop-2', state: 'streaming' }],
    dcs_last_seen: 1796063342,
    database_system_identifier: '7714033210150180603',
    patroni: { version: '3.0.2', scope: 'shop' },
  },
  '/cluster': {
    members: [
      { name: 'shop-1', role: 'leader', state: 'running', host: '127.0.0.1', timeline: 1 },
      { name: 'shop-2', role: 'replica', state: 'running', timeline: 1, lag: 0 },
      {
        name: 'shop-3',
        role: 'replica',
        state: 'stopped',
        lag: 'unknown',
        tags: { nofailover: true },
      },
    ],
  },
  '/config': {
    ttl: 8,
    loop_wait: 2,
    retry_timeout: 3,
    maximum_lag_on_failover: 1048576,
    postgresql: {
      use_pg_rewind: true,
      parameters: { work_mem: '8MB', max_connections: 200, jit: false },
    },
  },
} as const

export const replicaOf4 = {
  '/patroni': {
    state: 'running',
    role: 'replica',
    server_version: 170002,
    timeline: 5,
    pause: true,
    pending_restart: true,
    database_system_identifier: '7714033210150180603',
    patroni: { version: '4.0.4', scope: 'shop', name: 'pg-2' },
  },
  '/cluster': {
    members: [
      { name: 'pg-1', role: 'leader', state: 'running', timeline: 5 },
      { name: 'pg-2', role: 'quorum_standby', state: 'streaming', timeline: 5, lag: 0 },
    ],
    pause: true,
    scope: 'shop',
  },
  '/config': { ttl: 30, synchronous_mode: 'quorum' },
} as const

type Say = Parameters<typeof createServer>[1]

/** Listens on a free loopback port until the test is over; gives the address. */
export const answering = async (say: Say): Promise<string> => {
  const server: Server = createServer(say ?? (() => {}))
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

export const saying =
  (words: Readonly<Record<string, object>>): Say =>
  ({ url = '' }, answer) => {
    const said = words[url]
    answer.writeHead(said ? 200 : 404, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(said ?? ''))
  }
