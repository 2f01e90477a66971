/** Debian's Patroni: nodes of PostgreSQL 15 and an etcd, on free loopback ports, as a user other than root. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'
import { serversFolder, writePatroniConfig } from '#test/support/patroni/write-config'

const programs = {
  etcd: '/usr/bin/etcd',
  patroni: '/usr/bin/patroni',
  postgres: join(serversFolder, 'postgres'),
  // Ends a program together with its parent, also where the parent is killed.
  setpriv: '/usr/bin/setpriv',
} as const

export const hasPatroni = Object.values(programs).every(one => existsSync(one))

export interface Patroni {
  /** The first node was the leader when all nodes were up. */
  readonly nodes: readonly PatroniServer[]
  /** user:password of the REST API, for what changes anything. */
  readonly login: string
  stop(): Promise<void>
}

export interface PatroniServer {
  readonly name: string
  readonly port: number
  /** Address of the REST API. */
  readonly rest: string
  readonly dataDir: string
  readonly logFile: string
  /** Starts Patroni, which starts the server. */
  start(): void
  /** Ends Patroni as `kill -9` does, and leaves the server running. */
  killPatroni(): Promise<void>
  /** Patroni has these tags from now on. */
  tag(tags: Readonly<Record<string, boolean>>): Promise<void>
}

/** `dir` may be entered by anybody. */
export const startPatroni = async (dir: string, names: readonly string[]): Promise<Patroni> => {
  const login = 'lab:lab-password'
  const etcd = { client: await freePort(), peer: await freePort() }
  const etcdHome = makeHome(dir, 'etcd')
  const store = run(programs.etcd, etcdHome, etcdWords(join(etcdHome, 'data'), etcd))
  const nodes = await Promise.all(names.map(name => prepare(dir, name, etcd.client, login)))
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(node => node.end()))
    await killed(store)
  }
  try {
    const [first, ...others] = nodes
    first?.start()
    await until(async () => (await membersAt(first)).some(({ role }) => role === 'leader'))
    for (const node of others) node.start()
    await until(async () => {
      const members = await membersAt(first)
      return members.length === names.length && members.every(({ state }) => isUp.test(state))
    })
  } catch (cause) {
    const said = nodes.map(({ logFile }) => readFileSync(logFile, 'utf8').slice(-1_500))
    await stop()
    throw new Error(`Patroni does not start:\n${said.join('\n')}`, { cause })
  }
  return { nodes, login, stop }
}

const isUp = /^(running|streaming)$/

const etcdWords = (
  data: string,
  { client, peer }: { readonly client: number; readonly peer: number },
): readonly string[] =>
  [
    ['--data-dir', data],
    ['--unsafe-no-fsync'],
    ['--listen-client-urls', `http://127.0.0.1:${client}`],
    ['--advertise-client-urls', `http://127.0.0.1:${client}`],
    ['--listen-peer-urls', `http://127.0.0.1:${peer}`],
    ['--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
    ['--initial-cluster', `default=http://127.0.0.1:${peer}`],
  ].flat()

const prepare = async (
  dir: string,
  name: string,
  etcd: number,
  login: string,
): Promise<PatroniServer & { end(): Promise<void> }> => {
  const home = makeHome(dir, name)
  const [port, rest] = [await freePort(), await freePort()]
  const config = join(home, 'patroni.json')
  const configure = (tags: Readonly<Record<string, boolean>>): Promise<void> =>
    writeFile(config, writePatroniConfig({ name, home, port, rest, etcd, login, tags }))
  await configure({})
  chmodSync(config, 0o644)
  const dataDir = join(home, 'data')
  let patroni: ChildProcess | undefined
  const killPatroni = async (): Promise<void> => {
    const going = patroni
    patroni = undefined
    if (going) await killed(going)
  }
  return {
    name,
    port,
    rest: `http://127.0.0.1:${rest}`,
    dataDir,
    logFile: join(home, 'program.log'),
    start() {
      patroni ??= run(programs.patroni, home, [config])
    },
    killPatroni,
    async tag(tags) {
      await configure(tags)
      patroni?.kill('SIGHUP')
    },
    async end() {
      await killPatroni()
      await endServer(dataDir)
    },
  }
}

/** A folder of the servers' user alone. */
const makeHome = (dir: string, name: string): string => {
  const path = join(dir, name)
  mkdirSync(path, { mode: 0o700 })
  const user = systemUser()
  if (user) chownSync(path, user.uid, user.gid)
  return path
}

const run = (program: string, home: string, words: readonly string[]): ChildProcess => {
  const log = openSync(join(home, 'program.log'), 'a')
  return spawn(programs.setpriv, ['--pdeathsig', 'SIGTERM', program, ...words], {
    cwd: '/',
    stdio: ['ignore', log, log],
    // The folder of the major comes first: Debian's wrappers would look for clusters of Debian's own.
    env: { ...process.env, HOME: home, PATH: `${serversFolder}:/usr/bin:/bin` },
    ...systemUser(),
  })
}

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** Ends the server, which outlives Patroni, by an immediate shutdown: the children of the server end too. */
const endServer = async (dataDir: string): Promise<void> => {
  const file = join(dataDir, 'postmaster.pid')
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, name)
    } catch {
      return false
    }
  }
  if (pid > 0 && signal('SIGQUIT')) await until(async () => !signal(0))
}

interface Member {
  readonly role: string
  readonly state: string
}

const membersAt = async (
  node: Pick<PatroniServer, 'rest'> | undefined,
): Promise<readonly Member[]> => {
  const answer = await fetch(`${node?.rest}/cluster`, { signal: AbortSignal.timeout(5_000) })
    .then(said => said.json() as Promise<{ readonly members?: readonly Member[] }>)
    .catch(() => null)
  return answer?.members ?? []
}

const withinMs = 110_000

export const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const end = performance.now() + withinMs; !(await holds()); await sleep(50))
    if (performance.now() > end) throw new Error(`not within ${withinMs / 1_000} s`)
}
