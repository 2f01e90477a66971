import { expect, test } from 'vitest'
import type { Finding } from '#model/finding'
import { findingOffers } from '#report/draw/finding-offers'

test('a finding offers the index with what was found, and when, as the reason', () => {
  const finding = {
    label: 'Search "now"',
    meanMs: 212,
    share: 0.8,
    rowsRead: 400_000,
    rowsReturned: 1,
    command: 'index create users columns=id',
  } as unknown as Finding
  const [offer] = findingOffers(finding, new Date('2026-11-30T06:50:12Z'))
  expect(offer?.command).toBe(
    'index create users columns=id reason="Seen 2026-11-30 06:50 UTC: Search ’now’ takes 212 ms, 80 % of database time; reads 400,000 rows to return 1" offered:2026-11-30T06:50:12.000Z/212',
  )
})
