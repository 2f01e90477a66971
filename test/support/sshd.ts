/** Debian's sshd on a loopback port, with throw-away keys, for the user that runs servers. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { freePort } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'

const [program, keygen] = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen'] as const

export const hasSshd = existsSync(program) && existsSync(keygen)

export interface TestSshd {
  /** For `backup.pgbackrest` of the inventory. */
  readonly reach: {
    readonly host: string
    readonly ssh: { readonly port: number; readonly key: string; readonly known_hosts: string }
  }
  start(): Promise<void>
  /** No new session gets in; the present sessions go on. */
  stop(): Promise<void>
  /** The known hosts have another key from now on; gives the way back. */
  forget(): () => void
}

/** Ended and removed after the tests of the file. */
export const startSshd = async (): Promise<TestSshd> => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-sshd-'))
  chmodSync(folder, 0o755)
  const user = systemUser()
  const name = nameOf(user?.uid ?? process.getuid?.() ?? 0)
  const port = await freePort()
  const keyed = (file: string): string => {
    const path = join(folder, file)
    execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'howdah', '-f', path])
    return path
  }
  const [hostKey, strangeKey, key] = [keyed('host'), keyed('strange'), keyed('howdah')]
  if (user) chownSync(hostKey, user.uid, user.gid)
  const publicOf = (path: string) => readFileSync(`${path}.pub`, 'utf8')
  const knownHosts = join(folder, 'known_hosts')
  const know = (path: string) => {
    writeFileSync(knownHosts, `[127.0.0.1]:${port} ${publicOf(path)}`)
  }
  know(hostKey)
  const config = join(folder, 'sshd_config')
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${key}.pub`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PidFile none',
      // Tests of a busy machine ask side by side.
      'MaxStartups 100',
      '',
    ].join('\n'),
  )
  let server: ChildProcess | undefined
  const stop = async () => {
    const going = server
    server = undefined
    if (!going || going.exitCode !== null || going.signalCode !== null) return
    const ended = new Promise(resolve => going.once('exit', resolve))
    going.kill('SIGKILL')
    await ended
  }
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const start = async () => {
    server = spawn(program, ['-D', '-e', '-f', config], { stdio: 'ignore', cwd: '/', ...user })
    await vi.waitUntil(() => answers(port), { timeout: 110_000 })
  }
  await start()
  return {
    reach: { host: `${name}@127.0.0.1`, ssh: { port, key, known_hosts: knownHosts } },
    start,
    stop,
    forget() {
      know(strangeKey)
      return () => know(hostKey)
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const nameOf = (uid: number): string => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(one => one.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? userInfo().username
}
