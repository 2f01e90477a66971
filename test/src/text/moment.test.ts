import { describe, expect, test } from 'vitest'
import { readMoment, readTimeSaid } from '#text/moment'

describe('a moment', () => {
  test.each([
    ['2026-11-29 14:03:20', '2026-11-29T14:03:20Z'],
    ['2026-11-29 14:03', '2026-11-29T14:03:00Z'],
    ['2026-11-29 14:03:20 UTC', '2026-11-29T14:03:20Z'],
    ['2026-11-29T14:03:20.123456Z', '2026-11-29T14:03:20.123456Z'],
    ['2026-11-29 00:30:00 +01:00', '2026-11-28T23:30:00Z'],
    ['2026-11-29 14:03:20.5-0330', '2026-11-29T17:33:20.5Z'],
  ])('of %s is %s', (said, wanted) => {
    expect(readMoment(said)).toBe(wanted)
  })

  test.each(['', 'now', '2026-02-30 10:00', '2026-11-29', '2026-11-29 25:00', '11/29/2026 14:03'])(
    'is nothing that “%s” tells',
    said => {
      expect(readMoment(said)).toBeUndefined()
    },
  )
})

const now = new Date('2026-11-30T14:00:00Z')

describe('a time as people say one', () => {
  test.each([
    ['2026-11-29', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['2026-11-29 14:03', '2026-11-29T14:03:00.000Z', '2026-11-29T14:03:00.000Z'],
    ['7d', '2026-11-23T14:00:00.000Z', '2026-11-23T14:00:00.000Z'],
    ['2 hours ago', '2026-11-30T12:00:00.000Z', '2026-11-30T12:00:00.000Z'],
    ['yesterday', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['Last week', '2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
  ])('%s begins %s and ends %s', (said, from, to) => {
    const read = readTimeSaid(said, now)
    expect([read?.from.toISOString(), read?.to.toISOString()]).toEqual([from, to])
  })

  test.each(['soon', '2026-02-30', '', '14:03'])('%j is none', said => {
    expect(readTimeSaid(said, now)).toBeUndefined()
  })
})
