/** A PostgreSQL server on a restored copy: behind a socket that nobody else reaches, and gone with this process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { configFile } from '#cluster/drivers/drill/configure'
import type { FileOwner } from '#cluster/drivers/drill/unpack'
import { Failure } from '#src/errors'
import type { Watched } from '#src/watchdog'

export interface CopyServer {
  /** As the superuser. */
  connect(database: string): Promise<Client>
  /** Resolves once recovery is over, and the copy can be written. */
  recovered(stop: AbortSignal): Promise<void>
  stop(): Promise<void>
}

export interface CopyPlace {
  readonly programs: string
  readonly data: string
  readonly socket: string
  readonly logFile: string
  readonly superuser: string
  readonly owner: FileOwner | null
}

const pollMs = 50

export const startCopy = (place: CopyPlace): CopyServer => {
  const { programs, data, socket, logFile, superuser, owner } = place
  const log = openSync(logFile, 'a', 0o600)
  const watched: Watched = {
    command: join(programs, 'postgres'),
    args: ['-D', data, '-c', `config_file=${join(data, configFile)}`],
    env: {
      PATH: process.env['PATH'] ?? '',
      LD_LIBRARY_PATH: join(programs, '../lib'),
      TZ: 'UTC',
      LC_ALL: 'C',
    },
    ...owner,
  }
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../watchdog.ts'), JSON.stringify(watched)],
    { stdio: ['ignore', log, log, 'ipc'], detached: true },
  )
  closeSync(log)
  const gone = new Promise<void>(resolve => {
    server.once('exit', () => resolve())
    server.once('error', () => resolve())
  })
  const connect = async (database: string): Promise<Client> => {
    const client = new Client({
      host: socket,
      port: 5432,
      user: superuser,
      database,
      connectionTimeoutMillis: 5_000,
      application_name: 'howdah drill',
      options: '-c statement_timeout=0 -c lock_timeout=0',
    })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  return {
    connect,
    async recovered(stop) {
      for (; ; await sleep(pollMs)) {
        stop.throwIfAborted()
        if (isGone(server)) throw await notStarted(logFile)
        if (await isRecovered(connect)) return
      }
    },
    async stop() {
      // The watchdog stops the server as soon as the channel closes.
      if (server.connected) server.disconnect()
      await gone
    },
  }
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null

const isRecovered = async (connect: CopyServer['connect']): Promise<boolean> => {
  const client = await connect('template1').catch(() => null)
  if (!client) return false
  try {
    const { rows } = await client.query<{ done: boolean }>('select not pg_is_in_recovery() as done')
    return rows[0]?.done === true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const notStarted = async (logFile: string): Promise<Failure> => {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n')
  const said = lines.findLast(line => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? ''
  return new Failure(
    'drill.not-started',
    `The restored copy does not start: ${said.replace(/^.*?(FATAL|PANIC): +/, '')}`,
    'Take another base backup now; until then nothing shows that this one can be restored.',
  )
}
