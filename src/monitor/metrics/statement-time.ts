import { spentOn } from '#monitor/between'
import { type MetricRule } from '#monitor/metrics/metric'

/** By statement: the same statements are compared before and after, whatever their shares of the traffic. */
export const statementTime: MetricRule = {
  on: 'every node',
  growsWithTraffic: false,
  title: limit => `Mean time of ${limit.metric === 'statement time' ? limit.label : ''}`,
  between(earlier, later, limit) {
    if (!earlier.statements || !later.statements) return 'no statements'
    const wanted = limit.metric === 'statement time' ? limit.queryids : []
    const spent = spentOn(only(earlier.statements, wanted), only(later.statements, wanted))
    if (spent === 'reset') return 'began anew'
    return Object.fromEntries(
      Object.entries(spent).map(([id, { calls, totalMs }]) => [
        id,
        { amount: Math.max(0, totalMs), per: calls },
      ]),
    )
  },
}

type Kept = Parameters<typeof spentOn>[0]

const only = ({ statements, reset, evictions }: Kept, wanted: readonly string[]): Kept => ({
  statements: Object.fromEntries(Object.entries(statements).filter(([id]) => wanted.includes(id))),
  reset,
  evictions,
})
