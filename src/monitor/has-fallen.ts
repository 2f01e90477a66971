/** Whether a statement takes far less than when it was reported. */
import type { Resolved } from '#model/finding'

interface Bounds {
  /** Below this mean, in milliseconds, no share matters. */
  readonly meanMs: number
  readonly share: number
  /** The most that may be left of the reported mean. */
  readonly of: number
}

/** By its own mean: a share falls also where the rest of the load grows, which mends nothing. */
export const hasFallen = (
  { meanMs, reportedMs, share }: Pick<Resolved, 'meanMs' | 'reportedMs' | 'share'>,
  below: Bounds,
): boolean =>
  meanMs < below.meanMs ||
  (reportedMs !== null && meanMs <= reportedMs * below.of && share < below.share)
