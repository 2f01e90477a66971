import { expect, test } from 'vitest'
import { watchNodes } from '#monitor/slower/nodes'

interface Odd {
  /** Milliseconds of a call from step 80 on. */
  readonly later?: number
  /** Seconds between readings. */
  readonly every?: number
  /** Steps at which the counters begin anew. */
  readonly resets?: readonly number[]
}

const readings = ({ later = 10, every = 10, resets = [] }: Odd) => {
  const watch = watchNodes()
  let [calls, totalMs, reset] = [0, 0, 1]
  for (let step = 0; step < 100; step += 1) {
    if (resets.includes(step)) [calls, totalMs, reset] = [0, 0, step]
    calls += 20
    totalMs += 20 * (step < 80 ? 10 : later) * (1 + 0.1 * Math.sin(step))
    watch.take({
      at: new Date(step * every * 1_000).toISOString(),
      nodes: { 'shop-1': { 7: { calls, totalMs } } },
      resets: { 'shop-1': reset },
    })
  }
  return watch
}

test('a statement that became slower is found on its node alone', () => {
  const watch = readings({ later: 30 })
  expect(watch.slower('shop-1')).toMatchObject([{ queryid: '7', since: 800_000 }])
  expect(watch.slower('shop-2')).toEqual([])
})

test('counters that begin anew are no change', () => {
  expect(readings({ resets: [70, 85, 95] }).slower('shop-1')).toEqual([])
})

test('readings minutes apart say nothing', () => {
  expect(readings({ later: 30, every: 120 }).slower('shop-1')).toEqual([])
})
