/** Stops and starts the server of a node on Howdah's machine. The server outlives the bot. */
import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'
import { openLog, openLogIn } from '#cluster/drivers/files/open-log'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { serverOf } from '#cluster/facts/clone/server-of'
import { Failure } from '#src/errors'

/** Resolves once no server runs on the data; rejects when the server is still there after the time. */
export const stopServerOf = async (
  data: string,
  signal: 'SIGINT' | 'SIGQUIT',
  withinMs: number,
): Promise<void> => {
  const pid = await serverOf(data)
  if (pid === null) return
  send(pid, signal)
  // Writes wait for each of these milliseconds.
  for (const until = performance.now() + withinMs; await runs(pid); await sleep(2))
    if (performance.now() > until)
      throw new Failure(
        'switchover.slow-stop',
        `The server in ${data} did not stop within ${Math.round(withinMs / 1_000)} s.`,
        'Look what keeps it: a replica that does not take its WAL, or an archive that is full.',
      )
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // The server ended in this moment.
  }
}

/** A process that was not waited for has no command line any more. */
const runs = async (pid: number): Promise<boolean> => {
  if (process.platform === 'linux')
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== ''
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The log of the server; null for a pipe or a terminal. */
export const logOf = async (data: string): Promise<string | null> => {
  const pid = await serverOf(data)
  const path = pid === null ? '' : await readlink(`/proc/${pid}/fd/2`).catch(() => '')
  return path.startsWith('/') && !path.startsWith('/dev/') ? path : null
}

/** Starts the server in the way of the last start, but with the upstream of the files, unless a server runs on the data already. */
export const startServerOf = (data: string, log: string | null): Promise<void> =>
  start(data, log, withoutUpstream)

/** Starts the server exactly in the way of the last start, unless a server runs on the data already. */
export const startAsBefore = (data: string, log: string | null): Promise<void> =>
  start(data, log, words => words)

/**
 * Whoever may write around the folder could put another in its place meanwhile: owner and command line are of the same
 * one.
 */
const start = async (
  data: string,
  log: string | null,
  worded: (words: readonly string[]) => readonly string[],
): Promise<void> => {
  if ((await serverOf(data)) !== null) return
  const { owner, program, words } = await lastStart(data)
  const out = (log === null ? null : openLog(log, owner)) ?? openLogIn(data, 'startup.log', owner)
  const child = spawn(program, worded(words), {
    cwd: '/',
    detached: true,
    stdio: ['ignore', out, out],
    env: startEnvironment(program),
    ...owner,
  })
  closeSync(out)
  child.once('error', () => {})
  child.unref()
}

export const startEnvironment = (program: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  LD_LIBRARY_PATH: join(dirname(program), '../lib'),
  TZ: 'UTC',
  LC_ALL: 'C',
})

interface LastStart {
  readonly owner: FileOwner | null
  readonly program: string
  readonly words: readonly string[]
}

/** In bytes. */
const longestOptions = 65_536

export const lastStart = async (data: string): Promise<LastStart> => {
  const held = holdFolder(data, null)
  try {
    const options = await readPlain(join(held.path, 'postmaster.opts'), longestOptions)
    const [program = '', ...words] = wordsOf(options?.toString('utf8') ?? '')
    if (program === '')
      throw new Failure(
        'switchover.no-options',
        `How the server in ${data} was started cannot be read: postmaster.opts is no plain file there.`,
        'Start the server by hand.',
      )
    return { owner: await ownerOf(held.path), program, words }
  } finally {
    held.release()
  }
}

/** `/usr/bin/postgres "-D" "/data" "-c" "port=5432"`: the server quotes each word, and escapes nothing. */
const wordsOf = (text: string): readonly string[] => {
  const line = text.trimEnd()
  const first = line.indexOf(' "')
  return first < 0 ? [line] : [line.slice(0, first), ...line.slice(first + 2, -1).split('" "')]
}

/** A word of the command line would win over the file, and name the former primary. */
const withoutUpstream = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, at) => {
    const next = words[at + 1] ?? ''
    if (word === '-c' && upstream.test(next)) return []
    return upstream.test(word) ? [] : [word]
  })

const upstream = /^(--)?primary[_-](conninfo|slot[_-]name)=/
