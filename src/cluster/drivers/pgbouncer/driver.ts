/** Works on the admin console of a PgBouncer. The fence is a session on the node, as PgBouncer has no locks. */
import { askConsole, type ConsoleWhere } from '#cluster/clients/pgbouncer/console'
import { consoleOf } from '#cluster/drivers/pgbouncer/console-of'
import { pausePool, releasePool, resumePool } from '#cluster/drivers/pgbouncer/pause'
import { resizePool } from '#cluster/drivers/pgbouncer/resize'
import { setPoolMode } from '#cluster/drivers/pgbouncer/set-mode'
import { startWatchdog } from '#cluster/drivers/pgbouncer/watchdog'
import { stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { poolState } from '#cluster/facts/pool/state'
import type { Acting, Driver } from '#model/actions/driver'
import {
  type PauseAction,
  type PgbouncerAction,
  pgbouncerKind,
  secondsLeft,
} from '#model/actions/pool/pgbouncer'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'

export const pgbouncerDriver: Driver<PgbouncerAction> = {
  kind: 'pgbouncer',
  async take(action, holder) {
    const where = consoleOf(action.pooler, holder)
    const session = await openSession(pgbouncerKind.place(action), holder)
    return {
      ...unadopted(session),
      look: one => poolState(one, shows => askConsole(where, shows)),
      async act(one, how) {
        const began = performance.now()
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (how.stop.aborted) throw stopped(undefined)
        await send({ session, where }, one, how)
        return { seconds: (performance.now() - began) / 1_000, warnings: [], outputs: {} }
      },
    }
  },
  async observe(action, view) {
    const pooler = view.poolers.find(({ name }) => name === action.pooler.name)
    return pooler ? poolState(action, shows => pooler.ask(shows)) : 'unknown'
  },
}

interface Sending {
  readonly session: FencedSession
  readonly where: ConsoleWhere
}

const send = async (
  { session, where }: Sending,
  action: PgbouncerAction,
  how: Acting,
): Promise<unknown> => {
  switch (action.way) {
    case 'pause':
      return pause({ session, where }, action, how)
    case 'release': {
      const left = await secondsUntil(session, action.until)
      return releasePool({ where, database: action.of }, (left - marginSeconds) * 1_000, how)
    }
    case 'resume':
      return resumePool({ where, database: action.of })
    case 'resize':
      return resizePool(where, action)
    case 'set-mode':
      return setPoolMode(where, action)
  }
}

/** The bot resumes this long before the watchdog would. */
const marginSeconds = 0.5

const pause = async (
  { session, where }: Sending,
  { of: database, until, deadlineSeconds }: PauseAction,
  how: Acting,
): Promise<void> => {
  const left = await secondsUntil(session, until)
  const endWatch = await startWatchdog({ where, database, ms: Math.max(0, left * 1_000) })
  failpoint('pool watched')
  // The watchdog takes a moment to start.
  const still = (await secondsUntil(session, until)) - marginSeconds
  try {
    if (still <= 0) throw tooLate(where, database)
    await pausePool({ where, database }, Math.min(deadlineSeconds, still) * 1_000, how)
  } catch (error) {
    // Where the outcome is not known the watchdog has to stay.
    if (error instanceof Failure && !error.unknown) endWatch()
    throw error
  }
  failpoint('pool paused')
}

const secondsUntil = async (
  session: FencedSession,
  until: PauseAction['until'],
): Promise<number> => {
  const [row] = await session.read<{ seconds: number }>(secondsLeft, [until])
  return row?.seconds ?? 0
}

const tooLate = ({ pooler }: ConsoleWhere, database: string): Failure =>
  new Failure(
    'pool.too-late',
    `The time in which ${pooler.name}/${database} might be paused is over; it is not paused any more.`,
    'Ask again when it suits.',
  )
