import { type MetricRule, rateOf } from '#monitor/metrics/metric'

export const checkpointRequests: MetricRule = {
  on: 'primary',
  growsWithTraffic: true,
  title: () => 'Requested checkpoints',
  between: rateOf(({ checkpoints: { began, requested } }) => ({ began, count: requested }), 60),
}
