import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openTurnedAway } from '#slack/receive/turned-away'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const opened = () => {
  const lines: string[] = []
  return { lines, turnedAway: openTurnedAway({ warn: line => lines.push(line) }) }
}

describe('the log of requests that were turned away', () => {
  test('has one line at once and one a minute, however many come', () => {
    const { lines, turnedAway } = opened()
    for (let number = 0; number < 10_000; number += 1) turnedAway('had no signature')
    expect(lines).toEqual(['A request had no signature and was turned away.'])
    vi.advanceTimersByTime(60_000)
    expect(lines[1]).toBe('9,999 more requests had no signature and were turned away.')
    turnedAway('had no signature')
    vi.advanceTimersByTime(60_000)
    expect(lines[2]).toBe('1 more request had no signature and was turned away.')
    vi.advanceTimersByTime(600_000)
    turnedAway('had no signature')
    expect(lines.slice(3)).toEqual(['A request had no signature and was turned away.'])
  })

  test('tells each reason of its own', () => {
    const { lines, turnedAway } = opened()
    turnedAway('came from another team or app')
    turnedAway('had no signature')
    expect(lines).toHaveLength(2)
  })
})
