import { type MetricRule, rateOf } from '#monitor/metrics/metric'

export const temporaryFiles: MetricRule = {
  on: 'every node',
  growsWithTraffic: true,
  title: () => 'Temporary files',
  between: rateOf(
    ({ transactions: { began, temporaryBytes } }) => ({ began, count: temporaryBytes }),
    1,
  ),
}
