import { gaugeOf, type MetricRule } from '#monitor/metrics/metric'

export const waitingSessions: MetricRule = {
  on: 'every node',
  growsWithTraffic: false,
  title: () => 'Sessions that wait for a lock',
  between: gaugeOf(({ sessions }) => sessions.waiting),
}
