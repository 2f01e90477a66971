/** What the guard of a kept change has measured: each figure before and after, in its own scale. */
import type { Change } from '#model/change'
import { type Figure, metrics } from '#model/guard'
import { barChart, type Chart } from '#report/draw/chart'
import { inUnitOf } from '#text/metric-figure'

type Pair = Figure & { readonly was: number }

/** Undefined where nothing was measured before and after. */
export const guardChart = async ({
  plan,
  guard,
}: Pick<Change, 'plan' | 'guard'>): Promise<Chart | undefined> => {
  const pairs = (guard?.figures ?? []).filter(
    (figure): figure is Pair => figure.was !== null && Math.max(figure.was, figure.is) > 0,
  )
  if (pairs.length === 0) return undefined
  const said = pairs.map(
    one => `${one.metric} on ${one.node} ${written(one, one.was)} → ${written(one, one.is)}`,
  )
  return {
    name: `${plan.id}-guard.png`,
    title: said.join('; '),
    altText: `Bar chart of what the guard has measured before and after: ${said.join('; ')}.`,
    data: await barChart(
      'Before and after, each figure by itself',
      pairs.flatMap(one => {
        const most = Math.max(one.was, one.is)
        const bar = (when: string, value: number, strong: boolean) => ({
          label: `${one.metric} ${when}`,
          value: value / most,
          said: written(one, value),
          strong,
        })
        return [bar('before', one.was, false), bar('after', one.is, true)]
      }),
    ),
  }
}

const written = ({ metric }: Figure, value: number): string => inUnitOf(metrics[metric].unit, value)
