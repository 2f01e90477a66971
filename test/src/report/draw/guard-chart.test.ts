import { describe, expect, test } from 'vitest'
import type { Figure } from '#model/guard'
import { guardChart } from '#report/draw/guard-chart'
import { changeOf } from '#test/support/commands/change'

const figure = (more: Partial<Figure>): Figure => ({
  metric: 'temporary files',
  node: 'shop-1',
  was: 2_621_440,
  is: 0,
  sentence: '',
  ...more,
})

const drawn = (figures: readonly Figure[]) =>
  guardChart(
    changeOf({ guard: { until: '2026-11-29T12:00:00.000Z', state: 'kept', by: null, figures } }),
  )

describe('the chart of a kept change', () => {
  test('shows each figure before and after in its own unit, in words too', async () => {
    const chart = await drawn([figure({}), figure({ metric: 'statement time', was: 12, is: 3.5 })])
    expect(chart).toMatchObject({
      name: 'p-7k3m9qx-guard.png',
      title: 'temporary files on shop-1 2.5 MB/s → 0 B/s; statement time on shop-1 12 ms → 3.5 ms',
      altText:
        'Bar chart of what the guard has measured before and after: temporary files on shop-1 2.5 MB/s → 0 B/s; statement time on shop-1 12 ms → 3.5 ms.',
    })
    expect(chart?.data.subarray(1, 4).toString()).toBe('PNG')
  })

  test('is not drawn where nothing is known of the time before, or nothing happened', async () => {
    expect(await drawn([figure({ was: null }), figure({ was: 0, is: 0 })])).toBeUndefined()
    expect(await guardChart(changeOf())).toBeUndefined()
  })
})
