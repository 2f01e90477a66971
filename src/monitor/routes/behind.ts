/** The age of the WAL that a replica has replayed: an idle primary leaves no replica behind. */

/** The primary had written up to `position` by a question sent at `at`, in milliseconds of a single clock. */
export interface Written {
  readonly at: number
  readonly position: number
}

/** Seconds, at least; `written` has the oldest first. Null before the first answer of the primary. */
export const secondsBehind = (
  written: readonly Written[],
  replayed: number,
  now: number,
): number | null => {
  const newest = written.at(-1)
  const [oldest] = written
  if (!newest || !oldest) return null
  if (replayed >= newest.position) return 0
  const last = written.findLast(({ position }) => position <= replayed) ?? oldest
  return (now - last.at) / 1_000
}
