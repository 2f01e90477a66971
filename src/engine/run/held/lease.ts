/** Holds a run: renews the token, and knows by the monotonic clock when the holder may not act any more. */
import { Fenced } from '#src/errors'
import { goOnWithRun, type Interruption, renewRun, type Taken } from '#store/run/hold'
import type { Store } from '#store/store'

export interface Lease {
  readonly token: number
  /** Aborted when another process may hold the run: the holder must not act any more. */
  readonly lost: AbortSignal
  /** Aborted when a person asked the run to stop. */
  readonly stop: AbortSignal
  /** The name of that person; null for none. */
  readonly stoppedBy: string | null
  /** The plan that preempts the run; null for none. */
  readonly preempted: string | null
  /** Aborted when the run has to come to a safe point, for a stop or a preemption. */
  readonly interrupt: AbortSignal
  /** Throws Fenced unless this process certainly has the token; called right before each action. */
  check(): void
  /** Asks the control database now instead of at the next heartbeat. */
  renew(): Promise<void>
  /** Renews, and the run counts as going on: past whatever it waited for. */
  goOn(): Promise<void>
  release(): void
}

export const holdLease = (
  store: Store,
  run: string,
  { token, asked: askedBefore }: Taken,
  seconds: number,
): Lease => {
  const lost = new AbortController()
  const stop = new AbortController()
  const interrupt = new AbortController()
  let stoppedBy: string | null = null
  let preempted: string | null = null
  let renewedAt = performance.now()
  const lapsed = () => performance.now() - renewedAt > seconds * 1_000

  const hear = (asked: Interruption): void => {
    stoppedBy ??= asked.stop
    if (stoppedBy !== null) stop.abort()
    // A preemption is never withdrawn: the run parks even if the other one has ended.
    preempted ??= asked.preempted
    if (stoppedBy !== null || preempted !== null) interrupt.abort()
  }
  const keep = async (by: typeof renewRun): Promise<void> => {
    const asked = performance.now()
    const kept = await by(store, run, token, seconds)
    if (!kept) return lost.abort()
    renewedAt = asked
    hear(kept)
  }
  const renew = () =>
    keep(renewRun).catch(() => {
      // The control database is away: the token may still be valid until the lease lapses.
      if (lapsed()) lost.abort()
    })
  hear(askedBefore)
  const heart = setInterval(() => void renew(), (seconds * 1_000) / 4)
  const watch = setInterval(() => {
    if (lapsed()) lost.abort()
  }, 250)

  return {
    token,
    lost: lost.signal,
    stop: stop.signal,
    get stoppedBy() {
      return stoppedBy
    },
    get preempted() {
      return preempted
    },
    interrupt: interrupt.signal,
    check() {
      if (lapsed()) lost.abort()
      if (lost.signal.aborted) throw new Fenced(run)
    },
    renew,
    goOn: () => keep(goOnWithRun),
    release() {
      clearInterval(heart)
      clearInterval(watch)
    },
  }
}
