import { describe, expect, test } from 'vitest'
import type { Finding } from '#model/finding'
import { overtakenAnswer, recoveryOverAnswer, resolvedAnswer } from '#report/draw/report-over'
import { drawAnswer } from '#slack/draw/answer/reply-message'

const at = new Date('2026-11-30T10:12:40Z')
const now = {
  label: 'User search',
  shape: 'select id from users where lower(email) = $1',
  meanMs: 0.08,
  reportedMs: 230,
  share: 0.004,
  calls: 350,
  seconds: 58,
}

describe('a report that is over', () => {
  test('says what the statement takes by now, over which calls, and offers no index', () => {
    const answer = resolvedAnswer('shop', { at }, now)
    expect(answer).toMatchObject({
      title:
        'shop: resolved. User search now takes 0.08 ms instead of 230 ms, 0 % of database time.',
      lines: [
        'Measured over 350 calls in 58 s.',
        '`select id from users where lower(email) = $1`',
        'Reported 2026-11-30 10:12 UTC.',
      ],
      offers: [{ label: 'Show Query', command: 'query slow cluster=shop' }],
    })
    const [first] = drawAnswer(answer, [], { to: 'report' }).blocks
    expect(JSON.stringify(first)).toContain(':white_check_mark:')
  })

  test('leaves out the figure of a report that another process made', () => {
    expect(resolvedAnswer('shop', { at }, { ...now, reportedMs: null }).title).toBe(
      'shop: resolved. User search now takes 0.08 ms, 0 % of database time.',
    )
  })

  test('leads to the newer report about the same', () => {
    const finding = { cluster: 'shop', label: 'User search' } as Finding
    expect(overtakenAnswer({ at }, finding)).toMatchObject({
      title: 'shop: User search is reported again, with today’s figures.',
      lines: ['Reported 2026-11-30 10:12 UTC.'],
    })
  })

  test('says that recovery mode is over', () => {
    expect(recoveryOverAnswer({ at }).title).toBe('Howdah is no longer in recovery mode.')
  })
})
