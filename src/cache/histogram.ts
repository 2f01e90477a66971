/** Buckets to a doubling: a quantile is at most 9 % off. */
const perDoubling = 8
/** From 1/16 µs to about 70 minutes. */
const doublings = 36
const leastMs = 1 / 16_000

export interface Quantiles {
  readonly count: number
  /** Milliseconds; 0 without a figure. */
  readonly p50: number
  readonly p99: number
}

export interface Histogram {
  record(ms: number): void
  quantiles(): Quantiles
}

/** Durations in buckets; the width of a bucket grows with the duration. */
export const openHistogram = (): Histogram => {
  const buckets = new Float64Array(perDoubling * doublings)
  let count = 0
  const quantile = (share: number): number => {
    let left = Math.ceil(count * share)
    const at = buckets.findIndex(size => {
      left -= size
      return left <= 0
    })
    return count === 0 ? 0 : leastMs * 2 ** ((at + 1) / perDoubling)
  }
  return {
    record(ms) {
      const at = Math.floor(Math.log2(Math.max(ms, leastMs) / leastMs) * perDoubling)
      const bucket = Math.min(at, buckets.length - 1)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
      count += 1
    },
    quantiles: () => ({ count, p50: quantile(0.5), p99: quantile(0.99) }),
  }
}
