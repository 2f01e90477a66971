/** Queries of howdah.measurement and of the watch for the last measurement. */
import type { Store } from '#store/store'

export type Moment = 'planned' | 'before' | 'after' | 'later'

/** The first snapshot of a moment stays, also after a take-over. */
export const insertMeasurement = (store: Store, plan: string, moment: Moment, body: object) =>
  store.query(
    'insert into howdah.measurement (plan_id, moment, body) values ($1, $2, $3) on conflict do nothing',
    [plan, moment, JSON.stringify(body)],
  )

export const measurementsOf = async (
  store: Store,
  plan: string,
): Promise<Readonly<Partial<Record<Moment, object>>>> => {
  const rows = await store.query<{ moment: Moment; body: object }>(
    'select moment, body from howdah.measurement where plan_id = $1',
    [plan],
  )
  return Object.fromEntries(rows.map(({ moment, body }) => [moment, body]))
}

export interface WatchRow {
  readonly run_id: string
  readonly plan_id: string
  readonly kind: string
  readonly late: boolean
}

export const insertWatch = (store: Store, run: string, kind: string, seconds: number) =>
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
       (watch.body ->> 'until')::timestamptz < clock_timestamp() as late`,
    [everySeconds],
  )

/** True for the caller that closed the watch. */
export const closeWatch = async (store: Store, run: string, kind: string): Promise<boolean> => {
  const rows = await store.query(
    `update howdah.watch set settled_at = clock_timestamp()
     where run_id = $1 and kind = $2 and settled_at is null returning run_id`,
    [run, kind],
  )
  return rows.length === 1
}
