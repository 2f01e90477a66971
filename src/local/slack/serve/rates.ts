/** Token buckets that fill with time; an empty bucket tells how long to wait. */
export interface Rates {
  /** 0 when the call may go on, else the seconds to wait. */
  take(key: string, perSecond: number, burst: number): number
}

export const createRates = (now: () => number = () => performance.now()): Rates => {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(key, perSecond, burst) {
      const at = now()
      const bucket = buckets.get(key) ?? { left: burst, at }
      const left = Math.min(burst, bucket.left + ((at - bucket.at) / 1000) * perSecond)
      const allowed = left >= 1
      buckets.set(key, { left: allowed ? left - 1 : left, at })
      return allowed ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond))
    },
  }
}
