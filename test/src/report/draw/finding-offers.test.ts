import { expect, test } from 'vitest'
import type { Finding } from '#model/finding'
import { findingOffers } from '#report/draw/finding-offers'

test('a finding offers the index with what was found as the reason', () => {
  const [offer] = findingOffers({
    label: 'Search "now"',
    meanMs: 212,
    share: 0.8,
    rowsRead: 400_000,
    rowsReturned: 1,
    command: 'index create users columns=id',
  } as unknown as Finding)
  expect(offer?.command).toBe(
    'index create users columns=id reason="Search ’now’ takes 212 ms, 80 % of database time; reads 400,000 rows to return 1"',
  )
})
