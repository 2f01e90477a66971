/** An embedded PostgreSQL server on a free loopback port, as a user other than root. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { chownSync, existsSync, fchownSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { keepFile } from '#local/keep-file'
import { binaries } from '#local/postgres/binaries'
import { fillBeside } from '#local/postgres/fill-beside'
import { initdb } from '#local/postgres/initdb'
import { systemUser } from '#local/postgres/system-user'
import type { Watched } from '#local/postgres/watchdog'
import { Failure } from '#src/errors'

export interface PostgresOptions {
  /** Holds `data`, the password and the log; made when missing. */
  readonly dir: string
  /** 0 or left out: any free port. */
  readonly port?: number
  /** Takes the port of the last start where that one is free. */
  readonly keepsPort?: boolean | undefined
  readonly settings?: Readonly<Record<string, string | number>>
  /** Fills an empty data folder instead of initdb (a replica's copy). */
  readonly fill?: (dataDir: string) => Promise<void>
  /** Password of the superuser; a new password when left out. Replicas share the primary's password. */
  readonly password?: string
  /** Folder `native` of another package than the embedded PostgreSQL. */
  readonly native?: string | undefined
  /** An abort during the start stops the server, and the start rejects. */
  readonly signal?: AbortSignal | undefined
}

export interface PostgresServer {
  readonly port: number
  readonly dataDir: string
  readonly logFile: string
  readonly password: string
  readonly pid: number
  /** As the superuser `postgres` unless another user and password are given. */
  url(database: string, user?: string, password?: string): string
  stop(): Promise<void>
  /** Runs `kill -9` on the postmaster; the child processes then end. */
  kill(): Promise<void>
  /** Stops a running server, and starts again on the same port. */
  restart(): Promise<void>
}

const settingsOf = (
  options: PostgresOptions,
  port: number,
): Readonly<Record<string, string | number>> => ({
  listen_addresses: '127.0.0.1',
  // No socket file: a killed server would leave the socket's lock behind.
  unix_socket_directories: '',
  port,
  password_encryption: 'scram-sha-256',
  wal_level: 'replica',
  max_wal_senders: 8,
  max_replication_slots: 8,
  hot_standby: 'on',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
  track_io_timing: 'on',
  jit: 'off',
  log_line_prefix: '%m [%p] %u@%d %a ',
  ...options.settings,
})

export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { signal } = options
  const home = await binaries(options.native)
  signal?.throwIfAborted()
  const user = systemUser()
  const dataDir = join(options.dir, 'data')
  const logFile = join(options.dir, 'postgres.log')
  const secret = join(options.dir, 'password')
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  if (user) chownSync(options.dir, user.uid, user.gid)
  const env = {
    PATH: process.env['PATH'] ?? '',
    LD_LIBRARY_PATH: join(home, 'lib'),
    TZ: 'UTC',
    LC_ALL: 'C',
  }
  const password =
    options.password ??
    (existsSync(secret) ? readFileSync(secret, 'utf8') : randomBytes(18).toString('base64url'))
  keepFile(secret, password)
  if (user) chownSync(secret, user.uid, user.gid)
  const own = (half: string) =>
    initdb({ home, dataDir: half, passwordFile: secret, env, user, signal })
  if (!existsSync(dataDir)) await fillBeside(dataDir, options.fill ?? own)

  let port = options.port ?? 0
  /** The watchdog process, alive as long as the server. */
  let server: ChildProcess | undefined
  let pid = 0

  const start = async (): Promise<void> => {
    port ||= options.keepsPort ? await keptPort(dataDir) : await freePort()
    signal?.throwIfAborted()
    const log = openSync(logFile, 'a')
    if (user) fchownSync(log, user.uid, user.gid)
    const args = Object.entries(settingsOf(options, port)).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ])
    const watched: Watched = {
      command: join(home, 'bin/postgres'),
      args: ['-D', dataDir, ...args],
      env,
      ...user,
    }
    const started = spawn(
      process.execPath,
      [join(import.meta.dirname, 'watchdog.ts'), JSON.stringify(watched)],
      { stdio: ['ignore', log, log, 'ipc'], detached: true },
    )
    started.once('message', said => {
      pid = Number(said)
      started.channel?.unref()
    })
    started.unref()
    server = started
    try {
      await ready({ server: started, port, password, logFile, signal })
    } catch (error) {
      await stop()
      throw error
    }
  }

  const ended = async (end: (going: ChildProcess) => void): Promise<void> => {
    const going = server
    server = undefined
    if (!going || going.exitCode !== null || going.signalCode !== null) return
    const gone = new Promise<void>(resolve => going.once('exit', () => resolve()))
    going.ref()
    end(going)
    await gone
  }
  /** Closes the channel, as if this process had died: the watchdog stops the server. */
  const stop = () => ended(going => going.disconnect())

  await start()
  return {
    get port() {
      return port
    },
    get pid() {
      return pidOn(dataDir) || pid
    },
    dataDir,
    logFile,
    password,
    url: (database, as = 'postgres', secret = password) =>
      `postgres://${encodeURIComponent(as)}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop,
    kill: () =>
      ended(going => {
        const now = pidOn(dataDir)
        if (now > 0) process.kill(now, 'SIGKILL')
        going.disconnect()
      }),
    async restart() {
      await stop()
      await start()
    },
  }
}

/** Of the server that runs on the data now, which Howdah may have started; 0 for none. */
const pidOn = (dataDir: string): number => {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8'), 10) || 0
  } catch {
    return 0
  }
}

interface Starting {
  readonly server: ChildProcess
  readonly port: number
  readonly password: string
  readonly logFile: string
  readonly signal: AbortSignal | undefined
}

/** Resolves when the server answers; throws with the end of the log when the server does not start. */
const ready = async ({ server, port, password, logFile, signal }: Starting): Promise<void> => {
  let gone = false
  server.once('exit', () => {
    gone = true
  })
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await sleep(25)) {
    signal?.throwIfAborted()
    if (gone) break
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password,
      database: 'postgres',
      connectionTimeoutMillis: 2_000,
    })
    client.on('error', () => {})
    const answered = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (answered) return
  }
  const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' | ')
  throw new Failure(
    'local.postgres',
    `PostgreSQL did not start: ${said}`,
    'Read its log, then start again.',
  )
}

/**
 * Finds a free port below the ones that systems give to outgoing connections (32768 on Linux, 49152 elsewhere): there
 * any client could hold the port by the time the server starts, or starts again.
 */
/** PostgreSQL writes its options at each start: a plan that waits and a line of psql name the port. */
const keptPort = async (dataDir: string): Promise<number> => {
  const options = join(dataDir, 'postmaster.opts')
  const [, port] = existsSync(options)
    ? (/"port=(\d+)"/.exec(readFileSync(options, 'utf8')) ?? [])
    : []
  return port !== undefined && (await isFree(Number(port))) ? Number(port) : freePort()
}

export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(15_000, 32_768)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
