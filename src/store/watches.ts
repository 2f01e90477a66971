/**
 * Queries of howdah.watch: timers of the looks after a run, taken by any process. A watch decides nothing: whether a
 * guard is open, and until when, stands in the signed plan and journal.
 */
import type { Store } from '#store/store'

export type WatchKind = 'measure' | 'guard'

export interface WatchedRun {
  readonly run_id: string
  readonly plan_id: string
}

export interface WatchRow extends WatchedRun {
  readonly kind: WatchKind
  /** Seconds since the deadline; negative before. */
  readonly late: number
}

export const insertWatch = (store: Store, run: string, kind: WatchKind, seconds: number) =>
  store.query(
    `insert into howdah.watch (run_id, kind, due_at, body)
     values ($1, $2, clock_timestamp(), jsonb_build_object('until', clock_timestamp() + make_interval(secs => $3)))
     on conflict do nothing`,
    [run, kind, seconds],
  )

/** Seconds between two looks at a measured effect: people wait for the figures, and a look keeps none. */
const measureEvery = 1

/**
 * Takes due watches; taking a watch moves the watch on by a few seconds, so that a single process has the
 * watch. Howdah never sets a later time than that: a watch far in the future is due as well.
 */
export const takeWatches = (
  store: Store,
  everySeconds: number,
  /** Of this process, `<kind> <run>`: these are left to be taken when the look is over. */
  underWay: readonly string[],
): Promise<readonly WatchRow[]> =>
  store.query<WatchRow>(
    `update howdah.watch set due_at = clock_timestamp() + make_interval(secs => case watch.kind when 'measure' then ${measureEvery} else $1 end)
     from howdah.run
     where run.id = watch.run_id and settled_at is null
       and watch.kind || ' ' || watch.run_id <> all ($2)
       and (due_at <= clock_timestamp() or due_at > clock_timestamp() + make_interval(secs => 2 * $1))
     returning watch.run_id, run.plan_id, watch.kind,
       extract(epoch from clock_timestamp() - (watch.body ->> 'until')::timestamptz)::float8 as late`,
    [everySeconds, underWay],
  )

/** True for the caller that closed the watch. */
export const closeWatch = async (store: Store, run: string, kind: WatchKind): Promise<boolean> => {
  const rows = await store.query(
    `update howdah.watch set settled_at = clock_timestamp()
     where run_id = $1 and kind = $2 and settled_at is null returning run_id`,
    [run, kind],
  )
  return rows.length === 1
}

/** Guards of a cluster that are open, or of runs that ended after `since`. */
export const guardedSince = (
  store: Store,
  cluster: string,
  since: Date,
): Promise<readonly WatchedRun[]> =>
  store.query<WatchedRun>(
    // Two halves, since no single index finds both open watches and late ends.
    `with guarded as not materialized (select watch.run_id, run.plan_id, plan.cluster, plan.outcome, plan.ended_at, watch.settled_at
       from howdah.watch join howdah.run on run.id = watch.run_id join howdah.plan on plan.id = run.plan_id
       where watch.kind = 'guard')
     select run_id, plan_id from guarded where settled_at is null and cluster = $1
     union select run_id, plan_id from guarded where cluster = $1 and outcome is not null and ended_at > $2`,
    [cluster, since],
  )

/** Days after the end of a run in which a closed guard is looked into. */
const lookedInto = 2

/** Closed guards of runs that ended not long ago: each must have an end in the journal. */
export const closedGuards = (store: Store): Promise<readonly WatchedRun[]> =>
  store.query<WatchedRun>(
    `select watch.run_id, run.plan_id from howdah.watch
     join howdah.run on run.id = watch.run_id join howdah.plan on plan.id = run.plan_id
     where watch.kind = 'guard' and watch.settled_at is not null and plan.outcome is not null
       and plan.ended_at > (select clock_timestamp() - make_interval(days => $1))`,
    [lookedInto],
  )

/** True for the caller that opened the watch again. */
export const reopenWatch = async (store: Store, run: string): Promise<boolean> => {
  const rows = await store.query(
    `update howdah.watch set settled_at = null, due_at = clock_timestamp()
     where run_id = $1 and kind = 'guard' and settled_at is not null returning run_id`,
    [run],
  )
  return rows.length === 1
}
