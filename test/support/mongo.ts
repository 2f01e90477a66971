/** A server that speaks MongoDB's protocol: that of MONGO_URL, a mongod, or the FerretDB that the lab builds. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, vi } from 'vitest'
import { freePort } from '#local/postgres/server'
import { builtMongo, onPath } from '../../scripts/mongo-program.mjs'

const given = process.env['MONGO_URL']
const mongod = onPath('mongod')

export const hasMongo = Boolean(given) || mongod !== undefined || existsSync(builtMongo)

export const noMongo = 'needs a MongoDB-compatible server'

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** Gives host and port of the server, started here where needed, until the end of the test file. */
export const mongoServer = async (): Promise<{ readonly host: string; readonly port: number }> => {
  if (given) {
    const { hostname, port } = new URL(given)
    return { host: hostname, port: Number(port || 27_017) }
  }
  const dir = mkdtempSync(join(tmpdir(), 'howdah-mongo-'))
  const port = await freePort()
  const [program, words] =
    mongod === undefined
      ? [builtMongo, [String(port), dir]]
      : [mongod, ['--dbpath', dir, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet']]
  const server = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(server, 'exit')
  afterAll(async () => {
    server.kill('SIGKILL')
    await ended
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  })
  await vi.waitUntil(() => answers(port), { timeout: 110_000, interval: 50 })
  return { host: '127.0.0.1', port }
}

/**
 * Whether the server gives each document to a single one of four clients that ask at once. MongoDB does; FerretDB 1.24
 * finds a document and changes it afterwards, so that on FerretDB a wake-up may come several times.
 */
export const givesOnce = async (url: string): Promise<boolean> => {
  const clients = await Promise.all([1, 2, 3, 4].map(() => MongoClient.connect(url)))
  const given: unknown[] = []
  try {
    const [jobs, ...others] = clients.map(client => client.db().collection('asked'))
    if (!jobs) return false
    await jobs.insertMany(Array.from({ length: 60 }, (_, place) => ({ place, lockedAt: null })))
    const takeAll = async (from: typeof jobs): Promise<void> => {
      const taken = await from.findOneAndUpdate(
        { lockedAt: null },
        { $set: { lockedAt: new Date() } },
      )
      if (taken === null) return
      given.push(taken['place'])
      return takeAll(from)
    }
    await Promise.all([jobs, ...others].map(takeAll))
  } finally {
    await Promise.all(clients.map(client => client.close()))
  }
  return new Set(given).size === given.length
}
