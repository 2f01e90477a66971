/**
 * How batches keep out of the way within the approved pace: milliseconds that a batch may hold its locks, and the
 * rest after a batch as a multiple of the time that the batch took. Measured by `npm run bench:batches`.
 */
export const pacing = { aimMs: 50, restTimes: 3 } as const
