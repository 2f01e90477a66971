/** A process holds a run by the newest token, for as long as the process renews. */
import { openPreemption, type PreemptionMark } from '#store/preemptions'
import { preemptionThatCounts, type Stop, stopThatCounts } from '#store/runs'
import type { Store } from '#store/store'

/** Who asked the run to stop, and for which plan the run has to park; null for none. */
export interface Interruption {
  readonly stop: string | null
  readonly preempted: string | null
}

/** The columns `stop` and `preempted` of a run. */
interface Interrupted {
  readonly stop: Stop | null
  readonly preempted: PreemptionMark | null
}

const askedIn = (store: Store, id: string, { stop, preempted }: Interrupted): Interruption => ({
  stop: stopThatCounts(store, id, stop)?.name ?? null,
  preempted: preemptionThatCounts(store, id, preempted)?.plan ?? null,
})

export interface Taken {
  readonly token: number
  readonly attempts: number
  /** The former holder, and until when; null for none. */
  readonly before: { readonly holder: string; readonly until: string } | null
  readonly asked: Interruption
}

/** Howdah itself puts off no run for longer than an hour: a later time was written by hand. */
const wakesTooLate = `wake_at > clock_timestamp() + interval '61 minutes'`

/** A holder renews for `seconds`: a later end was written by hand. */
const heldTooLong = (seconds: string): string =>
  `run.held_until > clock_timestamp() + make_interval(secs => 2 * ${seconds})`

/** Takes an unheld run in one UPDATE that raises the token. */
export const takeRun = async (
  store: Store,
  id: string,
  holder: string,
  seconds: number,
): Promise<Taken | undefined> => {
  const [row] = await store.query<
    Interrupted & {
      readonly token: string
      readonly attempts: number
      readonly old_holder: string | null
      readonly old_until: Date | null
    }
  >(
    `with old as (select id, holder, held_until from howdah.run where id = $1 for update)
     update howdah.run set token = token + 1, holder = $2, attempts = attempts + 1,
       held_until = clock_timestamp() + make_interval(secs => $3)
     from old
     where run.id = old.id and run.ended_at is null
       and (run.held_until is null or run.held_until < clock_timestamp() or ${heldTooLong('$3')})
     returning run.token, run.attempts, run.stop, ${openPreemption},
       old.holder as old_holder, old.held_until as old_until`,
    [id, holder, seconds],
  )
  if (!row) return undefined
  return {
    token: Number(row.token),
    attempts: row.attempts,
    before:
      row.old_holder !== null && row.old_until !== null
        ? { holder: row.old_holder, until: row.old_until.toISOString() }
        : null,
    asked: askedIn(store, id, row),
  }
}

/** Keeps the token alive; undefined when lost. */
export const renewRun = async (
  store: Store,
  id: string,
  token: number,
  seconds: number,
): Promise<Interruption | undefined> => {
  const [row] = await store.query<Interrupted>(
    `update howdah.run set held_until = clock_timestamp() + make_interval(secs => $3)
     where id = $1 and token = $2 and ended_at is null returning stop, ${openPreemption}`,
    [id, token, seconds],
  )
  return row && askedIn(store, id, row)
}

/** The run goes on, past any obstacle, and the token is kept alive; undefined when lost. */
export const goOnWithRun = async (
  store: Store,
  id: string,
  token: number,
  seconds: number,
): Promise<Interruption | undefined> => {
  const [row] = await store.query<Interrupted>(
    `with kept as (update howdah.run set waiting_for = null,
         held_until = clock_timestamp() + make_interval(secs => $3)
       where id = $1 and token = $2 and ended_at is null
       returning plan_id, stop, ${openPreemption},
         (select waiting_for from howdah.run before where before.id = $1) as waited),
     told as (update howdah.plan set state = 'running', revision = plan.revision + 1 from kept
       where plan.id = kept.plan_id and outcome is null
         and (state is distinct from 'running' or kept.waited is not null))
     select stop, preempted from kept`,
    [id, token, seconds],
  )
  return row && askedIn(store, id, row)
}

/**
 * Releases the run, due again after `seconds`: the run waits for an outside part, which the message names
 * in a whole sentence. Earlier crashes are forgotten.
 */
export const releaseRun = (
  store: Store,
  id: string,
  token: number,
  waitingFor: string,
  seconds: number,
) => release(store, 'attempts = 0', [id, token, waitingFor, seconds])

/** Releases the run after a bug; faults are counted, so that a run cannot crash processes for ever. */
export const releaseAfterFault = (
  store: Store,
  id: string,
  token: number,
  waitingFor: string,
  seconds: number,
) => release(store, 'attempts = attempts', [id, token, waitingFor, seconds])

const release = (store: Store, attempts: string, values: readonly unknown[]) =>
  store.query(
    `with old as (select waiting_for from howdah.run where id = $1),
     freed as (update howdah.run set held_until = null, holder = null, waiting_for = $3,
         ${attempts}, wake_at = clock_timestamp() + make_interval(secs => $4)
       where id = $1 and token = $2 and ended_at is null returning plan_id)
     update howdah.plan set revision = revision + 1 from freed, old
     where plan.id = freed.plan_id and old.waiting_for is distinct from $3`,
    values,
  )

/** Due runs without a holder: the token has lapsed, or the run never started. */
export const idleRunIds = async (
  store: Store,
  /** Of a holder's lease. */
  seconds = 3_600,
): Promise<readonly string[]> =>
  (
    await store.query<{ id: string }>(
      `select id from howdah.run where ended_at is null
         and (wake_at <= clock_timestamp() or ${wakesTooLate})
         and (held_until is null or held_until < clock_timestamp() or ${heldTooLong('$1::float8')})
       order by created_at`,
      [seconds],
    )
  ).map(row => row.id)
