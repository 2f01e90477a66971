/** The server that runs on a data folder: stopped, and started again with the command line and environment that it had. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fstatSync, readlinkSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postmasterOf } from '#cluster/drivers/clone/postmaster'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { Failure } from '#src/errors'

export interface LiveServer {
  readonly pid: number
  readonly program: string
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Where the server writes its log; no path of a file for a pipe. */
  readonly log: string
}

const pollMs = 50

/** Null where no server runs there. */
export const liveServer = async (data: string): Promise<LiveServer | null> => {
  const { pid } = await postmasterOf(data)
  if (pid === null || pid === 1) return null
  const proc = `/proc/${pid}`
  const words = partsOf(await readFile(join(proc, 'cmdline'), 'utf8').catch(() => ''))
  if (words[0] === undefined || !/(^|\/)(postgres|postmaster)$/.test(words[0])) return null
  const env = Object.fromEntries(
    partsOf(await readFile(join(proc, 'environ'), 'utf8')).map(one => {
      const at = one.indexOf('=')
      return [one.slice(0, at), one.slice(at + 1)]
    }),
  )
  return {
    pid,
    program: readlinkSync(join(proc, 'exe')),
    words,
    env,
    log: readlinkSync(join(proc, 'fd/2')),
  }
}

const partsOf = (text: string): readonly string[] =>
  text.split('\0').filter((one, at, all) => one !== '' || at < all.length - 1)

/** Milliseconds for a fast shutdown, with the memory written out, and for an immediate shutdown. */
const patience = [
  ['SIGINT', 120_000],
  ['SIGQUIT', 60_000],
] as const

/** Resolves once the server has ended; throws a Failure otherwise. */
export const stopLive = async ({ pid }: Pick<LiveServer, 'pid'>): Promise<void> => {
  for (const [signal, ms] of patience) {
    if (!isThere(pid)) return
    process.kill(pid, signal)
    for (const until = performance.now() + ms; performance.now() < until; await sleep(pollMs))
      if (!isThere(pid)) return
  }
  throw new Failure(
    'restore.not-stopped',
    `The server (process ${pid}) does not stop.`,
    'Look at its log.',
  )
}

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export interface LiveStart {
  readonly data: string
  readonly owner: FileOwner | null
  readonly seconds: number
  /** Open for reading, too. */
  readonly log: number
}

/** Resolves once the server takes connections, out of recovery; throws a Failure, with the server stopped, where it does not come up. */
export const startLive = async (
  { program, words: [name, ...words], env }: LiveServer,
  { data, owner, seconds, log }: LiveStart,
): Promise<void> => {
  const before = fstatSync(log).size
  const child = spawn(program, words, {
    ...(name === undefined ? {} : { argv0: name }),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env,
    ...owner,
  })
  const broke: Error[] = []
  child.once('error', error => broke.push(error))
  child.unref()
  for (
    const until = performance.now() + seconds * 1_000;
    performance.now() < until && broke.length === 0 && !isGone(child);
    await sleep(pollMs)
  ) {
    const { pid, isReady } = await postmasterOf(data)
    if (isReady && pid === child.pid) return
  }
  const ended = broke.length > 0 || isGone(child)
  if (!ended && child.pid !== undefined) await stopLive({ pid: child.pid })
  const said = broke[0]?.message ?? lastWords(textFrom(log, before))
  throw new Failure(
    'restore.not-started',
    ended
      ? `The server did not start: ${said}`
      : `The server did not come up within ${Math.round(seconds / 60)} min: ${said}`,
    'Look at its log.',
  )
}

/** Bytes of the log of one start. */
const mostWords = 1_024 ** 2

const textFrom = (log: number, from: number): string => {
  const text = Buffer.alloc(Math.min(fstatSync(log).size - from, mostWords))
  return text.subarray(0, readSync(log, text, 0, text.length, from)).toString('utf8')
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null

const lastWords = (log: string): string => {
  const lines = log.trim().split('\n')
  const line = lines.findLast(one => /FATAL|PANIC/.test(one)) ?? lines.at(-1) ?? ''
  return line.replace(/^.*?(?:FATAL|PANIC): +/, '').slice(0, 300)
}
