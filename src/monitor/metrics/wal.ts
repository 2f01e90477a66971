import { type MetricRule, rateOf } from '#monitor/metrics/metric'

export const wal: MetricRule = {
  on: 'primary',
  growsWithTraffic: true,
  title: () => 'WAL written',
  between: rateOf(({ wal: { began, bytes } }) => ({ began, count: bytes }), 1),
}
