import { describe, expect, test } from 'vitest'
import type { Finding } from '#model/finding'
import { findingLine } from '#report/draw/finding-line'

const finding = {
  label: 'User search',
  meanMs: 29,
  share: 0.31,
  rowsRead: 400_000,
} as unknown as Finding

describe('what the monitor found', () => {
  test.each([
    [1, 'reads 400,000 rows to return 1.'],
    [0.3, 'reads 400,000 rows to return less than 1.'],
    [50.4, 'reads 400,000 rows to return 50.'],
  ])(
    'says what a statement that returns %s rows on average reads for them',
    (rowsReturned, said) => {
      expect(findingLine({ ...finding, rowsReturned })).toBe(
        `User search takes 29 ms, 31 % of database time; ${said}`,
      )
    },
  )
})
