/** Queries of howdah.watch: what any process looks at after a run, until a deadline. */
import type { Store } from '#store/store'

export type WatchKind = 'measure' | 'guard'

export interface WatchRow {
  readonly run_id: string
  readonly plan_id: string
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

/**
 * Takes due watches; taking a watch moves the watch on by a few seconds, so that a single process has the
 * watch.
 */
export const takeWatches = (store: Store, everySeconds: number): Promise<readonly WatchRow[]> =>
  store.query<WatchRow>(
    `update howdah.watch set due_at = clock_timestamp() + make_interval(secs => $1)
     from howdah.run
     where run.id = watch.run_id and settled_at is null and due_at <= clock_timestamp()
     returning watch.run_id, run.plan_id, watch.kind,
       extract(epoch from clock_timestamp() - (watch.body ->> 'until')::timestamptz)::float8 as late`,
    [everySeconds],
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
