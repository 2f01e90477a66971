/** Sends one statement, and tries again where its lock is waited for briefly. */
import { connectBeside, extended } from '#cluster/clients/postgres/connection'
import {
  isLockTimeout,
  type LockWatch,
  waitedInVain,
  watchLockWait,
} from '#cluster/clients/postgres/lock-wait'
import { actIn, pause, pidOf } from '#cluster/drivers/session/acting'
import { onlyRow } from '#cluster/drivers/session/only-row'
import type { FencedSession } from '#cluster/drivers/session/session'
import type { Acting, Performed } from '#model/actions/driver'
import { resetStatements, type SqlAction, setStatements } from '#model/actions/sql'

/** Limits of a short lock: other sessions queue behind a waiting lock, so wait briefly and try again. */
const shortLock = { waitMs: 100, tries: 60, pauseMs: 50, watched: 10 } as const

/** A patient action leaves the other sessions alone most of the time, until the deadline of the action. */
const patientLock = { pauseMs: 500, watchedMs: 10_000 } as const

export const sendStatement = (
  session: FencedSession,
  action: SqlAction,
  how: Acting,
): Promise<Performed> => {
  const { role, deadlineSeconds } = action
  const asTyped = action.names !== 'catalogue'
  const lockTimeoutMs = waitsBriefly(action) ? shortLock.waitMs : 0
  const settings = { set: setStatements(action), reset: resetStatements(action) }
  const bounds = { asTyped, role, lockTimeoutMs, deadlineSeconds, settings }
  return actIn(session, bounds, how, () => attempt(session, action, how))
}

const waitsBriefly = ({ locking }: SqlAction): boolean =>
  locking === 'short' || locking === 'patient'

/** The last tries for a lock are watched, so that a failure can name who holds the lock. */
const attempt = async (
  { client, where }: FencedSession,
  action: SqlAction,
  how: Acting,
): Promise<Performed['outputs']> => {
  const patient = action.locking === 'patient'
  // A little before the deadline cancels the statement: a cancelled try tells no holder.
  const until = performance.now() + action.deadlineSeconds * 1_000 - 1_000
  const over = (tries: number) => (patient ? performance.now() > until : tries >= shortLock.tries)
  const nearlyOver = (tries: number) =>
    patient
      ? performance.now() > until - patientLock.watchedMs
      : tries >= shortLock.tries - shortLock.watched
  const pauseMs = patient ? patientLock.pauseMs : shortLock.pauseMs
  let watch: LockWatch | undefined
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        const { rows } = await client.query(extended(action.statement, action.values))
        return onlyRow(rows, action.outputs ?? {})
      } catch (error) {
        if (!waitsBriefly(action) || !isLockTimeout(error)) throw error
        if (over(tries)) throw waitedInVain(where, await watch?.end())
        if (nearlyOver(tries)) watch ??= watchLockWait(connectBeside(where), pidOf(client))
        await pause(pauseMs * (1 + 2 * Math.random()), how)
      }
    }
  } finally {
    await watch?.end()
  }
}
