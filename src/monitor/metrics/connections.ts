import { gaugeOf, type MetricRule } from '#monitor/metrics/metric'

export const connections: MetricRule = {
  on: 'every node',
  growsWithTraffic: false,
  title: () => 'Connections in use',
  between: gaugeOf(({ sessions: { connections, most } }) => connections / Math.max(1, most)),
}
