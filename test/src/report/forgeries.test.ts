import { describe, expect, test } from 'vitest'
import { forgedWords } from '#report/forgeries'

describe('a report of forged rows', () => {
  test('names the first three and counts the rest', () => {
    const rows = ['plan p-1', 'a thaw', 'a review of p-2', 'a thaw', 'plan p-3']
    expect(forgedWords(rows).title).toBe(
      'Somebody wrote into the control database past Howdah: plan p-1, a thaw, a review of p-2 and 2 more.',
    )
  })
})
