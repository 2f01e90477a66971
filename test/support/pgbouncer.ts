/** Debian's PgBouncer before a test server. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PostgresServer } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'

const program = '/usr/sbin/pgbouncer'

export const hasPgbouncer = existsSync(program)

/** Starts a PgBouncer on `port` until the test ends, for a login that has its own name as password. */
export const startPgbouncer = async (
  port: number,
  { server, login }: { readonly server: PostgresServer; readonly login: string },
  settings: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { kill } = await runPgbouncer(
    port,
    { logins: [login], databases: [`* = host=127.0.0.1 port=${server.port}`] },
    settings,
  )
  onTestFinished(kill)
}

/** The place of a configuration file, in a folder of its own. */
export const bouncerFile = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-pgbouncer-'))
  chmodSync(dir, 0o755)
  return join(dir, 'pgbouncer.ini')
}

interface Bouncing {
  readonly logins: readonly string[]
  readonly databases: readonly string[]
  readonly file?: string
}

export interface Bouncer {
  readonly file: string
  /** By SIGKILL; the file stays. */
  readonly crash: () => Promise<void>
  readonly startAgain: () => Promise<void>
  /** The file goes too. */
  readonly kill: () => Promise<void>
}

/** Runs until killed; each login has its own name as password. */
export const runPgbouncer = async (
  port: number,
  { logins, databases, file = bouncerFile() }: Bouncing,
  settings: Readonly<Record<string, string>> = {},
): Promise<Bouncer> => {
  const dir = dirname(file)
  // The end of an earlier PgBouncer has removed the folder.
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o755)
  const users = join(dir, 'users.txt')
  writeFileSync(users, logins.map(login => `"${login}" "${login}"\n`).join(''))
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: users,
    pool_mode: 'transaction',
    ...settings,
  }
  writeFileSync(
    file,
    [
      '[databases]',
      ...databases,
      '[pgbouncer]',
      ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
      '',
    ].join('\n'),
  )
  let end = await startOn(file)
  return {
    file,
    async startAgain() {
      end = await startOn(file)
    },
    crash: () => end(),
    async kill() {
      await end()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Gives the end by SIGKILL. */
const startOn = async (file: string): Promise<() => Promise<void>> => {
  // PgBouncer refuses to run as root, and without a log file it logs to the standard error.
  const bouncer = spawn(program, [file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...systemUser(),
  })
  const ended = once(bouncer, 'exit')
  const end = async () => {
    bouncer.kill('SIGKILL')
    await ended
  }
  let said = ''
  for await (const chunk of bouncer.stderr) {
    said += String(chunk)
    if (said.includes('process up')) return end
  }
  await end()
  throw new Error(`PgBouncer does not start: ${said}`)
}
