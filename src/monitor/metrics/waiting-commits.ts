import { gaugeOf, type MetricRule } from '#monitor/metrics/metric'

export const waitingCommits: MetricRule = {
  on: 'primary',
  growsWithTraffic: false,
  title: () => 'Commits that wait for a replica',
  between: gaugeOf(({ sessions }) => sessions.committing ?? 0),
}
