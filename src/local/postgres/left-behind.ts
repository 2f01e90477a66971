/** Waits for servers of a killed local mode: the watchdogs stop these servers, and that takes a moment. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#src/errors'

const patienceMs = 60_000

/** Resolves when no server runs on this data folder, and no lock keeps the next server out. */
export const endLeftBehind = async (dataDir: string): Promise<void> => {
  const lock = join(dataDir, 'postmaster.pid')
  const pid = pidIn(lock)
  const itself = () => commandOf(pid).includes(dataDir)
  if (pid === 0) return
  if (!itself()) {
    // PostgreSQL refuses to start while any process has the same number as a postmaster that is long
    // gone.
    if (commandOf(pid) !== '') rmSync(lock, { force: true })
    return
  }
  // Fast shutdown; a second signal does no harm.
  process.kill(pid, 'SIGINT')
  for (const until = performance.now() + patienceMs; itself(); await sleep(25)) {
    if (performance.now() > until)
      throw new Failure(
        'local.left-behind',
        `PostgreSQL of an earlier start still runs, as process ${pid}.`,
        'Stop it, then start again.',
      )
  }
}

const pidIn = (lock: string): number => {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}

/** Empty when there is no such process, or when the process is a zombie. */
const commandOf = (pid: number): string => {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
    encoding: 'utf8',
  })
  return stdout.trim()
}
