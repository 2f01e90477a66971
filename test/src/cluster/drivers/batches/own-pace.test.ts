import { describe, expect, test } from 'vitest'
import { ownPace } from '#cluster/drivers/batches/own-pace'
import { pacing } from '#model/actions/pacing'

const limits = {
  rows: { least: 100, first: 2_000, most: 20_000 },
  pauseMs: { least: 0, first: 50, most: 5_000 },
}
const steer = { halt: false, rows: null, pauseMs: null }

/** The rows of each batch, where a row takes so many milliseconds. */
const batches = (count: number, rowMs: number, rows: number | null = null): readonly number[] => {
  const pace = ownPace(limits)
  return Array.from({ length: count }, () => {
    const sent = pace.rows({ ...steer, rows })
    pace.done(sent, sent * rowMs)
    return sent
  })
}

describe('the own pace of batches', () => {
  test('begins small, and grows to the rows of the plan where batches are short', () => {
    expect(batches(6, 0.01)).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000])
  })

  test('takes fewer rows where a batch would hold its locks for longer than the aim', () => {
    expect(batches(5, 0.05)).toEqual([250, 500, 1_000, 1_000, 1_000])
    expect(batches(3, 5)).toEqual([250, 100, 100])
  })

  test('goes no further than what a person has chosen', () => {
    expect(batches(9, 0.001, 20_000).at(-1)).toBe(20_000)
    expect(batches(4, 0.001, 300)).toEqual([250, 300, 300, 300])
  })

  test('rests for longer after a long batch, within what was approved, and never where a person wants no rest', () => {
    const pace = ownPace(limits)
    expect(pace.restMs(steer, 5)).toBe(50)
    expect(pace.restMs(steer, 100)).toBe(pacing.restTimes * 100)
    expect(pace.restMs(steer, 60_000)).toBe(5_000)
    expect(pace.restMs({ ...steer, pauseMs: 800 }, 5)).toBe(800)
    expect(pace.restMs({ ...steer, pauseMs: 0 }, 60_000)).toBe(0)
  })

  test('halves a batch that lasted too long for good, down to the fewest rows', () => {
    const pace = ownPace(limits)
    expect(pace.tooLong(250)).toBe(true)
    expect(pace.rows(steer)).toBe(125)
    pace.done(125, 1)
    expect(pace.rows(steer)).toBe(125)
    expect(pace.tooLong(125)).toBe(true)
    expect(pace.rows(steer)).toBe(100)
    expect(pace.tooLong(100)).toBe(false)
  })
})
