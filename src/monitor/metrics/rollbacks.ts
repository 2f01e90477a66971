import { grownBy, type MetricRule } from '#monitor/metrics/metric'

export const rollbacks: MetricRule = {
  on: 'every node',
  growsWithTraffic: false,
  title: () => 'Rolled back transactions',
  between({ transactions: then }, { transactions: now }) {
    const rolledBack = grownBy(
      { began: then.began, count: then.rollbacks },
      { began: now.began, count: now.rollbacks },
    )
    const committed = grownBy(
      { began: then.began, count: then.commits },
      { began: now.began, count: now.commits },
    )
    return rolledBack === undefined || committed === undefined
      ? 'began anew'
      : { '': { amount: rolledBack, per: rolledBack + committed } }
  },
}
