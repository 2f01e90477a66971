import type { MetricRule } from '#monitor/metrics/metric'

/** A replica that no longer streams has no lag to show, and is no better for that. */
export const replicationLag: MetricRule = {
  on: 'primary',
  growsWithTraffic: false,
  title: () => 'WAL that the slowest replica has yet to replay',
  between(_, { followers: now, sees }, _limit, { followers: before }) {
    if (!sees) return 'hidden'
    if (now.count < before.count) return 'fewer replicas'
    return now.behindBytes === null
      ? 'no lag'
      : { '': { amount: Math.max(0, now.behindBytes), per: 1 } }
  },
}
