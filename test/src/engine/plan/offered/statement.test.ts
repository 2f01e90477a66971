import { describe, expect, test } from 'vitest'
import { judgeStatement } from '#engine/plan/offered/statement'

const offered = {
  kind: 'statement',
  at: '2026-11-30T06:50:12.000Z',
  meanMs: 75,
  command: 'index create users columns=id',
} as const
const later = new Date('2026-11-30T08:00:00Z')
const label = 'User search'

describe('an offer that is taken up later', () => {
  test('is refused once the statement is fast, and can be planned all the same', () => {
    const sample = { meanMs: 0.08, calls: 299, seconds: 60 }
    expect(judgeStatement(offered, { label, sample }, later)).toEqual({
      kind: 'refusal',
      because:
        'User search took 75 ms at 2026-11-30 06:50 UTC, when this was offered. It now takes 0.08 ms, over 299 calls in 60 s, so nothing was planned.',
      instead: 'See what is slow now with `query slow`. The button plans it all the same.',
      command: 'index create users columns=id',
    })
  })

  test.each([
    [{ meanMs: 71, calls: 299, seconds: 60 }, 'now 71 ms over 299 calls'],
    [
      { meanMs: 0.08, calls: 19, seconds: 60 },
      'now not known: it was hardly called in the last minutes',
    ],
    ['calls' as const, 'now not known: it was hardly called in the last minutes'],
    ['reset' as const, 'now not known: PostgreSQL has reset the counters'],
  ])('tells the approver what has changed since: %o', (sample, now) => {
    expect(judgeStatement(offered, { label, sample }, later)).toEqual([
      { label: 'Since the report', value: `75 ms at 2026-11-30 06:50 UTC, ${now}` },
    ])
  })

  test('has nothing to add within five minutes', () => {
    const sample = { meanMs: 71, calls: 299, seconds: 60 }
    const now = new Date('2026-11-30T06:55:00Z')
    expect(judgeStatement(offered, { label, sample }, now)).toEqual([])
  })
})
