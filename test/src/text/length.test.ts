import { describe, expect, test } from 'vitest'
import { readLength, readMinutes } from '#text/length'

describe('a length of time', () => {
  test.each([
    ['12 months', { count: 12, unit: 'month' }],
    ['7 days', { count: 7, unit: 'day' }],
    ['7 d', { count: 7, unit: 'day' }],
    ['1 year', { count: 1, unit: 'year' }],
    ['day', { count: 1, unit: 'day' }],
    ['Quarterly', { count: 3, unit: 'month' }],
    ['0 days', null],
    ['12345 days', null],
    ['-1 day', null],
    ['1h 30min', null],
    ['soon', null],
  ])('of %s is read by the calendar', (said, length) => {
    expect(readLength(said)).toEqual(length)
  })

  test.each([
    ['90 minutes', 90],
    ['6 h', 360],
    ['3 days', 4_320],
    ['2 weeks', 20_160],
    ['1h 30min', 90],
    ['1h30min', 90],
    ['4h', 240],
    ['0min', 0],
    ['2 months', undefined],
    ['30', undefined],
    ['an hour', undefined],
    ['1h and a half', undefined],
    ['', undefined],
  ])('of %s is read by the clock', (said, minutes) => {
    expect(readMinutes(said)).toBe(minutes)
  })
})
