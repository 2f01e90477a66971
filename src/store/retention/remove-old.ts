/**
 * Removes old rows by functions of the owner: the functions refuse a time that is too short, look at the database's
 * clock, and keep open plans. Howdah's login itself may remove no such row.
 */
import type { Store } from '#store/store'

export const removable = [
  'plans',
  'readings',
  'checkpoints',
  'reports',
  'buttons',
  'slots',
] as const
export type Removable = (typeof removable)[number]

/** Removes at most `most` rows in a single transaction; fewer removed rows mean that no old row is left. */
export const removeOld = async (
  store: Store,
  what: Removable,
  days: number,
  most: number,
): Promise<number> => {
  const [row] = await store.query<{ removed: string }>(
    `select howdah.remove_${what}($1, $2) as removed`,
    [days, most],
  )
  return Number(row?.removed ?? 0)
}

export interface Removal {
  /** `2026-11-29`, in UTC. */
  readonly day: string
  /** Rows by kind; a plan counts once, with all rows of the plan. */
  readonly rows: Readonly<Record<string, number>>
}

/** Counts of removed rows on each of the last days, the oldest day first. */
export const lastRemovals = (store: Store, days: number): Promise<readonly Removal[]> =>
  store.query<Removal>(
    `select to_char(day, 'YYYY-MM-DD') as day, json_object_agg(what, rows order by what) as rows from howdah.removal
     where day > (clock_timestamp() at time zone 'UTC')::date - $1::int group by removal.day order by removal.day`,
    [days],
  )
