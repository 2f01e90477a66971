import { describe, expect, test } from 'vitest'
import { forecastOf } from '#model/drill/forecast'

const mb = 1_024 ** 2

/** A machine that unpacks 100 MB/s and replays 50 MB/s of WAL, each after a tenth of a second. */
const measured = (megabytes: number, wal: number) => ({
  figures: {
    bytes: megabytes * mb,
    walBytes: wal * mb,
    unpackSeconds: 0.1 + megabytes / 100,
    startSeconds: 0.2,
    replaySeconds: 0.1 + wal / 50,
    checkSeconds: megabytes / 400,
  },
})

describe('the forecast of a restore', () => {
  test('goes on along the line through drills of different sizes', () => {
    const drills = [measured(40, 16), measured(200, 64), measured(100, 32)]
    const found = forecastOf(drills, { bytes: 10_000 * mb, walBytes: 5_000 * mb }, 15)
    expect(found?.notice).toBe(900)
    expect(found?.unpack).toBeCloseTo(100.1)
    expect(found?.replay).toBeCloseTo(100.1)
    expect(found?.whole).toBeCloseTo(900 + 100.1 + 0.2 + 100.1 + 25)
    expect(found?.drills).toBe(3)
  })

  test('grows with the size where all drills were of the same size', () => {
    const found = forecastOf([measured(100, 50)], { bytes: 200 * mb, walBytes: 100 * mb }, 0)
    expect(found?.unpack).toBeCloseTo(2.1)
    expect(found?.replay).toBeCloseTo(2.1)
  })

  test('hardly moves for a drill of a busy machine', () => {
    const drills = [measured(40, 16), measured(200, 64), measured(100, 32), measured(80, 32)]
    const { figures } = measured(120, 48)
    const busy = { ...figures, unpackSeconds: 9, replaySeconds: 9 }
    const size = { bytes: 150 * mb, walBytes: 60 * mb }
    const calm = forecastOf([...drills, { figures }], size, 0)
    const found = forecastOf([{ figures: busy }, ...drills], size, 0)
    expect((found?.whole ?? 0) / (calm?.whole ?? 0)).toBeLessThan(1.1)
  })

  test('never promises that more is faster, nor a time under zero', () => {
    const odd = [
      measured(100, 50),
      { figures: { ...measured(200, 50).figures, unpackSeconds: 0.5 } },
    ]
    const found = forecastOf(odd, { bytes: 10_000 * mb, walBytes: 0 }, 0)
    expect(found?.unpack).toBeGreaterThan(0.4)
    expect(found?.replay).toBeGreaterThanOrEqual(0)
  })

  test('is none without a measured drill', () => {
    expect(forecastOf([{ figures: null }], { bytes: mb, walBytes: mb }, 15)).toBeNull()
  })
})
