import { expect, test } from 'vitest'
import { watchSlower } from '#monitor/slower/watch'

/** Ten minutes in which each of `many` statements takes about 10 ms, then as many samples as `then` has factors. */
const watched = (many: number, then: readonly ((statement: number) => number)[], calls = 50) => {
  const watch = watchSlower()
  const usual = Array.from({ length: 70 }, () => () => 1)
  const all = [...usual, ...then]
  for (const [step, factor] of all.entries()) {
    // About a tenth more or less, by turns that differ from statement to statement.
    const meanMs = (statement: number) => 10 * (1 + 0.1 * Math.sin(step * 1.7 + statement * 2.3))
    const samples = Array.from({ length: many }, (_, statement) => {
      const totalMs = calls * meanMs(statement) * factor(statement)
      return [String(statement), { calls, totalMs }] as const
    })
    watch.take(new Map(samples), step * 10_000)
  }
  return watch.slower()
}

const only =
  (times: number) =>
  (statement: number): number =>
    statement === 0 ? times : 1
const again = <Item>(item: Item, times: number): readonly Item[] =>
  Array.from({ length: times }, () => item)

test('a statement that stays twice as slow is found in its fourth sample', () => {
  expect(watched(20, again(only(2), 3))).toEqual([])
  const [found, ...others] = watched(20, again(only(2), 4))
  expect(others).toEqual([])
  expect(found).toMatchObject({ queryid: '0', since: 700_000 })
  expect((found?.meanMs ?? 0) / (found?.usualMs ?? 1)).toBeGreaterThan(1.6)
})

test('a stall of two samples is none', () => {
  expect(watched(20, [...again(only(8), 2), ...again(only(1), 10)])).toEqual([])
})

test('nothing is called slower than its past while the whole server is', () => {
  expect(
    watched(
      20,
      again(() => 3, 30),
    ),
  ).toEqual([])
})

test('of a third that is slower at once nothing is told for two minutes, and each afterwards', () => {
  const third = (statement: number): number => (statement < 7 ? 3 : 1)
  expect(watched(20, again(third, 8))).toEqual([])
  expect(watched(20, again(third, 14))).toHaveLength(7)
})

test('it is over after a minute as before', () => {
  const slow = again(only(3), 10)
  expect(watched(20, [...slow, ...again(only(1), 4)])).toHaveLength(1)
  expect(watched(20, [...slow, ...again(only(1), 8)])).toEqual([])
})

test('two calls in ten seconds say nothing', () => {
  expect(watched(20, again(only(5), 20), 2)).toEqual([])
})

test('a statement of less than ten minutes has no past', () => {
  const watch = watchSlower()
  for (let step = 0; step < 50; step += 1)
    watch.take(new Map([['1', { calls: 50, totalMs: step < 40 ? 500 : 5_000 }]]), step * 10_000)
  expect(watch.slower()).toEqual([])
})
