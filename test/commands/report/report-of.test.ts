import { describe, expect, test } from 'vitest'
import { type ReportFacts, reportOf } from '#commands/report/report-of'
import type { Change } from '#model/change'
import { aSlot } from '#test/support/commands/schedules'

const today = { days: 1, word: 'today', now: new Date('2026-03-27T08:00Z') }

const well: ReportFacts = {
  owner: 'U_OLGA',
  nodes: ['shop-1', 'shop-2'],
  warnings: [],
  entries: 1_204,
  freezes: [],
  reviews: [],
  open: [],
  ended: [],
  trouble: [],
  drills: [],
  slots: { ran: 0, exceptions: [] },
  slow: { statements: [], unseen: null },
}

const change = (more: object): Change =>
  ({
    plan: {
      id: 'p-0000000',
      cluster: 'shop',
      headline: 'Build index users_idx',
      requesterName: 'olga',
    },
    approvals: [{ name: 'dana', decision: 'approve' }],
    breakGlass: { name: 'adam', reason: 'orders are down', review: null },
    ...more,
  }) as unknown as Change

describe('a report', () => {
  test('says that all is well in one line, asks nobody, and where the record stands', () => {
    expect(reportOf('shop', today, well)).toEqual({
      kind: 'answer',
      title: 'shop: all well today, shop-1 and shop-2 answer, and nothing waits for anybody.',
      lines: ['The record has 1,204 entries.'],
      offers: [{ label: 'Show Status', command: 'status cluster=shop' }],
    })
  })

  test('puts the record before reviews, those before trouble, and names who is to act', () => {
    const { title, lines, owner, alarm } = reportOf('shop', today, {
      ...well,
      warnings: ['The record was tampered with.'],
      freezes: [{ scope: 'shop', name: 'olga', reason: 'sale' }],
      reviews: [change({})],
      open: [
        change({ state: 'pending' }),
        change({ state: 'looking', run: { waitingFor: 'shop-1 does not answer.' } }),
      ],
      trouble: ['shop-2 of shop does not answer.'],
      slots: {
        ran: 0,
        exceptions: [
          { ...aSlot({ kind: 'skipped', because: 'It is frozen.' }), schedule: 'nightly' },
        ],
      },
      slow: { statements: [], unseen: 'Slow queries could not be checked: nobody may.' },
    })
    expect([title, owner, alarm]).toEqual(['shop: 8 findings today.', 'U_OLGA', true])
    expect(lines).toEqual([
      'The record was tampered with.',
      'shop is frozen by olga: sale. `thaw shop` lifts that.',
      '`p-0000000` (Build index users_idx) was let through by adam with break-glass and is not reviewed yet.',
      '`p-0000000` (Build index users_idx) waits for approval.',
      '`p-0000000` (Build index users_idx) is being checked: its outcome is not known. shop-1 does not answer.',
      'shop-2 of shop does not answer.',
      'Slow queries could not be checked: nobody may.',
      '`nightly`, Fri 27 Mar 02:30 UTC: was skipped: It is frozen.',
      'The record has 1,204 entries.',
    ])
  })

  test('says what ran, what was changed and what that brought', () => {
    const measured = {
      label: 'orders by email',
      before: { meanMs: 120, calls: 4, seconds: 300 },
      after: { meanMs: 3, calls: 9, seconds: 40 },
    }
    const { lines } = reportOf(
      'shop',
      { ...today, word: 'this week' },
      {
        ...well,
        slots: { ran: 1_440, exceptions: [] },
        open: [
          change({ state: 'running' }),
          change({ state: 'parked', run: { waitingFor: 'It is held.' } }),
        ],
        ended: [
          change({ outcome: 'succeeded', measured }),
          change({ outcome: 'rejected', breakGlass: null }),
        ],
      },
    )
    expect(lines).toEqual([
      'Schedules ran 1,440 times.',
      '`p-0000000` (Build index users_idx) runs.',
      '`p-0000000` (Build index users_idx) waits. It is held.',
      '`p-0000000` (Build index users_idx) succeeded: orders by email took 120 ms (4 calls in 5 min) before and 3.0 ms (9 calls in 40 s) after. Asked for by olga, approved by dana, break-glass by adam.',
      '`p-0000000` (Build index users_idx) rejected. Asked for by olga, approved by dana.',
      'The record has 1,204 entries.',
    ])
  })

  test('shows the heaviest statements, with bars', () => {
    const slow = {
      worst: { queryid: '7', text: 'select 1', meanMs: 12 },
      share: 0.4,
      meanMs: 12,
      calls: 9,
      all: [],
      root: null,
    } as unknown as ReportFacts['slow']['statements'][number]
    const { table, chart } = reportOf('shop', today, {
      ...well,
      slow: { statements: [slow], unseen: null },
    })
    expect(table?.rows).toEqual([['select …', '40 %', '12 ms', '9']])
    expect(chart).toEqual({
      title: 'Share of the time of shop',
      bars: [{ label: 'select …', value: 0.4, said: '40 %' }],
    })
  })
})
