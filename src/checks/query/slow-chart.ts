import type { FoldedStatement } from '#cluster/facts/query/fold'
import { statementName } from '#cluster/facts/query/slowest'
import type { BarChart } from '#model/charts/bar-chart'
import { percent } from '#text/figures'

/** Bars that a picture on a phone has room for. */
const charted = 6

/** The shares of the time of a cluster, the largest on top. */
export const slowChart = (cluster: string, statements: readonly FoldedStatement[]): BarChart => ({
  title: `Share of the time of ${cluster}`,
  bars: statements.slice(0, charted).map(one => ({
    label: statementName(one.worst),
    value: one.share,
    said: percent(one.share),
  })),
})
