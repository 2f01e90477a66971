/** Commits that tell how long no commit went through: again and again on the old primary, and the first on the new one. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { connect, extended, hangUp, type Where } from '#cluster/clients/postgres/connection'
import { switchoverSql } from '#model/actions/replication/statements'
import { milliseconds } from '#text/figures'

export interface Canary {
  /** The `performance.now()` of the first commit on the new primary; null where none went through. */
  first(): Promise<number | null>
  /** The same of the last commit on the old primary. */
  last(): number | null
  close(): Promise<void>
}

const everyMs = 5
/** A primary that stops before the first commit tells no last one; a switchover waits no longer for that. */
const beginsMs = 2_000
const writeMs = 120_000

/** `from` is null where the old primary is stopped already. */
export const startCanary = async (
  from: Omit<Where, 'settings'> | null,
  to: Omit<Where, 'settings'>,
): Promise<Canary> => {
  const there = await connect({ ...to, settings: {} })
  const here = from && (await connect({ ...from, settings: {} }).catch(() => null))
  let last: number | null = null
  const ending = new AbortController()
  const begun = Promise.withResolvers<void>()
  const write = async (session: Client): Promise<void> => {
    while (!ending.signal.aborted) {
      await session.query(extended(switchoverSql.write, [], writeMs))
      last = performance.now()
      begun.resolve()
      await sleep(everyMs)
    }
  }
  // The server ends the session when it stops.
  const ended = here && write(here).catch(() => {})
  if (ended) await Promise.race([begun.promise, ended, sleep(beginsMs, undefined, { ref: false })])
  return {
    first: () =>
      there.query(extended(switchoverSql.write, [], writeMs)).then(
        () => performance.now(),
        () => null,
      ),
    last: () => last,
    async close() {
      ending.abort()
      if (here) await hangUp(here, true)
      await Promise.all([ended, hangUp(there, true)])
    },
  }
}

/** Clients wait no longer for a commit that may itself wait for the old primary. */
export const commitMs = 500

/** A process that takes over half way has not seen the last commit. */
export const gapWords = (last: number | null, first: number | null): string =>
  last !== null && first !== null
    ? `no commit for ${milliseconds(first - last)}`
    : 'how long no commit went through is not known'
