import { describe, expect, test } from 'vitest'
import { timesInLog } from '#cluster/drivers/examine/times-in-log'

const line = (time: string, words: string) => `2026-11-30 ${time} UTC [4711] LOG:  ${words}`

describe('the log of a clone', () => {
  test('tells how long the start and the replay took, also across midnight', () => {
    const log = [
      line('23:59:59.500', 'starting PostgreSQL 18.4'),
      line('23:59:59.900', 'redo starts at 0/2000028'),
      '2026-12-01 00:00:01.400 UTC [4711] LOG:  pausing at the end of recovery',
    ].join('\n')
    const { start, replay } = timesInLog(log)
    expect(start).toBeCloseTo(0.4)
    expect(replay).toBeCloseTo(1.5)
  })

  test('gives no time under zero where the clock was set back', () => {
    const log = [
      line('10:00:05.000', 'starting PostgreSQL 18.4'),
      line('10:00:04.000', 'redo starts at 0/2000028'),
      line('10:00:04.500', 'pausing at the end of recovery'),
    ].join('\n')
    expect(timesInLog(log)).toEqual({ start: 0, replay: 0.5 })
  })

  test('is refused where it does not tell', () => {
    expect(() => timesInLog(line('10:00:00.000', 'starting PostgreSQL 18.4'))).toThrow(
      'does not tell when replay began and paused',
    )
  })
})
