import type { Limit } from '#model/guard'
import type { MetricRule } from '#monitor/metrics/metric'

/** Judged by the traffic of the primary: without transactions no client needs a server. */
export const waitingClients: MetricRule = {
  on: 'primary',
  growsWithTraffic: false,
  title: limit => `Clients that wait for a server of ${labelOf(limit)}`,
  between(_, { waitingClients: waiting }, limit) {
    const amount = waiting?.[labelOf(limit)] ?? null
    return amount === null ? 'no queue' : { '': { amount, per: 1 } }
  },
}

const labelOf = (limit: Limit): string =>
  limit.metric === 'waiting clients' ? `${limit.pool.pooler}/${limit.pool.database}` : ''
