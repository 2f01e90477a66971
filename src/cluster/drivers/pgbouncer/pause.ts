/**
 * Pauses and resumes a database of PgBouncer. PAUSE waits without a limit for open transactions, and new clients queue
 * meanwhile; a PAUSE whose client has gone stays in force until a RESUME of another client.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  askBy,
  askConsole,
  type ConsoleWhere,
  onConsole,
  openConsole,
  type Tell,
  tellConsole,
} from '#cluster/clients/pgbouncer/console'
import { hangUp } from '#cluster/clients/postgres/connection'
import { stopped } from '#cluster/drivers/session/acting'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import { pauseOf } from '#cluster/facts/pool/state'
import { busyOf } from '#cluster/facts/pool/window'
import type { Acting } from '#model/actions/driver'
import { consoleText } from '#model/actions/pool/console'
import { Failure } from '#src/errors'

export interface ConsoleDatabase {
  readonly where: ConsoleWhere
  /** Database of PgBouncer. */
  readonly database: string
}

/**
 * Resolves once no client has a server any more. After `withinMs`, or at a stop, the database is resumed and a Failure
 * thrown; once the token is lost the pause stays, for the next holder and the watchdog.
 */
export const pausePool = async (
  { where, database }: ConsoleDatabase,
  withinMs: number,
  { stop, lost }: Pick<Acting, 'stop' | 'lost'>,
): Promise<void> => {
  if (stop.aborted) throw stopped(undefined)
  const client = await openConsole(where)
  const over = new AbortController()
  const ended = AbortSignal.any([stop, lost, over.signal])
  // The answer to PAUSE is waited for longer than the timer, which decides.
  const pausing = tellConsole(client, where, consoleText.pause(database), withinMs + 60_000)
  pausing.catch(() => {})
  const late = sleep(withinMs, undefined, { signal: ended }).catch(() => {})
  try {
    const settled = await Promise.race([pausing.then(() => true), late.then(() => false)])
    if (settled) return
  } finally {
    over.abort()
    await hangUp(client, true)
  }
  if (lost.aborted) throw takenOver()
  const holders = stop.aborted ? '' : await holdersOf({ where, database })
  await resumePool({ where, database })
  if (stop.aborted) throw stopped(undefined)
  throw new Failure(
    'run.deadline',
    `${where.pooler.name}/${database} was not paused within ${Math.round(withinMs / 1_000)} s, as a transaction is open there${holders}; it goes on.`,
    'End that transaction, or wait for its end, then ask again: `pool show` names it.',
  )
}

/** ` (pid 4711, shop)` for each session that has a client, as many as people read; empty where the console tells none. */
const holdersOf = async ({ where, database }: ConsoleDatabase): Promise<string> => {
  const [servers = []] = await askConsole(where, ['SERVERS']).catch(() => [])
  const named = busyOf(servers, database)
    .slice(0, 3)
    .map(row => `pid ${figureIn(row, 'remote_pid') ?? 'not known'}, ${wordIn(row, 'user') ?? ''}`)
  return named.length === 0 ? '' : ` (${named.join('; ')})`
}

/** Sends RESUME over a connection of its own, where the database is paused; others may resume at the same time. */
export const resumePool = ({ where, database }: ConsoleDatabase): Promise<void> =>
  onConsole(where, tell => resumeBy(tell, database))

/** The same over an open connection. */
export const resumeBy = async (tell: Tell, database: string): Promise<void> => {
  if (!(await isPaused(tell, database))) return
  try {
    await tell(consoleText.resume(database))
  } catch (error) {
    // RESUME of a database that goes on already is an error.
    if (await isPaused(tell, database)) throw error
  }
}

const isPaused = async (tell: Tell, database: string): Promise<boolean> =>
  (await pauseOf(database, shows => askBy(tell, shows))).paused

const pollMs = 250

/** Waits until other people resume the database, and resumes the database after `ms` at the latest. */
export const releasePool = (
  { where, database }: ConsoleDatabase,
  ms: number,
  { stop, lost }: Pick<Acting, 'stop' | 'lost'>,
): Promise<void> =>
  onConsole(where, async tell => {
    const ended = AbortSignal.any([stop, lost])
    for (const until = performance.now() + ms; performance.now() < until; ) {
      if (lost.aborted) throw takenOver()
      if (stop.aborted) throw stopped(undefined)
      if (!(await isPaused(tell, database))) return
      const rest = Math.max(0, until - performance.now())
      await sleep(Math.min(pollMs, rest), undefined, { signal: ended }).catch(() => {})
    }
    await resumeBy(tell, database)
  })
