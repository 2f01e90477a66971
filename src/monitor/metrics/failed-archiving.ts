import { type MetricRule, rateOf } from '#monitor/metrics/metric'

export const failedArchiving: MetricRule = {
  on: 'primary',
  growsWithTraffic: false,
  title: () => 'Failed attempts to archive',
  between: rateOf(({ archiving: { began, failed } }) => ({ began, count: failed }), 60),
}
