/**
 * A process that resumes a paused database in time, also where the bot is dead, and ends once other people have resumed
 * the database. The login comes by the standard input alone, out of sight of other users of the machine.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ConsoleDatabase } from '#cluster/drivers/pgbouncer/pause'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

export interface WatchOrder extends ConsoleDatabase {
  readonly ms: number
}

const program = join(import.meta.dirname, 'watchdog-program.ts')

/** The first line that the program says, once it has reached the console. */
export const watching = 'watching'

/** A busy machine starts a program in seconds. */
const readyMs = 15_000

/** Resolves once the process watches. The result ends it. */
export const startWatchdog = async (order: WatchOrder): Promise<() => void> => {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const said = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', () => resolve('it ended'))
    createInterface(child.stdout).once('line', resolve)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(order))
  const first = await inTime(said, readyMs, () => 'it did not answer in time')
  child.stdout.destroy()
  child.unref()
  if (first === watching) return () => void child.kill()
  child.kill('SIGKILL')
  throw new Failure(
    'pool.no-watchdog',
    `The process that resumes the pool in any case could not be started: ${first}.`,
    'Nothing was paused. Look at the machine of Howdah, and ask again.',
  )
}
