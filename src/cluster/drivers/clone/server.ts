/** The PostgreSQL server of a clone: a separate process that outlives the bot. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configFile } from '#cluster/drivers/clone/configure'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { dataOf } from '#cluster/facts/clone/about'
import { serverOf } from '#cluster/facts/clone/server-of'
import type { FileKey } from '#model/cluster'
import { walKeysVariable, writeWalKeys } from '#src/vault/wal-keys'

export interface CloneServer {
  /** Undefined where the process did not start. */
  readonly pid: number | undefined
  /** False once the process has ended. */
  running(): boolean
  /** Ends the process, even before its command line can be found. */
  kill(): void
}

interface Started {
  readonly programs: string
  readonly owner: FileOwner | null
  /** Of archived WAL: these open no backup. */
  readonly keys: readonly FileKey[]
}

export const startServer = (folder: string, { programs, owner, keys }: Started): CloneServer => {
  const data = dataOf(folder)
  // The user of the server may write there: no link is followed, and no stranger's file opened.
  const held = holdFolder(folder, owner)
  let log: number
  try {
    log = openSync(logIn(held.path), 'ax', 0o600)
  } finally {
    held.release()
  }
  const child = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-c', `config_file=${join(data, configFile)}`],
    {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env['PATH'] ?? '',
        LD_LIBRARY_PATH: join(programs, '../lib'),
        TZ: 'UTC',
        LC_ALL: 'C',
        ...(keys.length > 0 ? { [walKeysVariable]: writeWalKeys(keys) } : {}),
      },
      ...owner,
    },
  )
  closeSync(log)
  let failed = false
  child.once('error', () => {
    failed = true
  })
  child.unref()
  return {
    pid: child.pid,
    running: () => !failed && !isGone(child),
    kill: () => void child.kill('SIGINT'),
  }
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null

export const logIn = (folder: string): string => join(folder, 'postgres.log')

/** In bytes. */
const longestLog = 64 * 1_024 ** 2

/** Empty for what is no plain file: words of the log come into messages, and a link leads to files of others. */
export const readLog = async (folder: string): Promise<string> =>
  (await readPlain(logIn(folder), longestLog))?.toString('utf8') ?? ''

const pollMs = 50
const patienceMs = 30_000

/** Resolves when no server runs on the folder's data: a fast shutdown first, an immediate one after half a minute. */
export const stopServer = async (folder: string): Promise<void> => {
  for (const [signal, ms] of [
    ['SIGINT', patienceMs],
    ['SIGQUIT', patienceMs],
    ['SIGKILL', patienceMs],
  ] as const) {
    const pid = await serverOf(dataOf(folder))
    if (pid === null) return
    send(pid, signal)
    for (const until = performance.now() + ms; performance.now() < until; await sleep(pollMs))
      if ((await serverOf(dataOf(folder))) === null) return
  }
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // The server ended in this moment.
  }
}
