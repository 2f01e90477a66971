import { describe, expect, test } from 'vitest'
import { meantName, nearest } from '#text/nearest'

describe('the nearest of some words', () => {
  test.each([
    ['stauts', 'status'],
    ['statu', 'status'],
    ['lock tre', 'lock tree'],
    ['weather', undefined],
  ])('to %s is %s', (said, word) => {
    expect(nearest(said, ['status', 'lock tree'])).toBe(word)
  })

  test('is sought in no time, however long a word somebody has said', () => {
    const words = Array.from({ length: 200 }, (_, place) => `command number ${place}`)
    expect(nearest('x'.repeat(100_000), words)).toBeUndefined()
  })

  test('is the one that goes on behind a hyphen, where a name is meant', () => {
    expect(meantName('shop', ['shop-1', 'shopping'])).toBe('shop-1')
  })
})
