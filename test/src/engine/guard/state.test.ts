import { describe, expect, test } from 'vitest'
import { guardOf, isUndecided, revertedBecause } from '#engine/guard/state'
import type { Guard } from '#model/guard'
import { journalOf, type Written } from '#test/support/written'

const guard: Guard = {
  minutes: 5,
  watches: [{ metric: 'WAL', factor: 2, above: null, least: 10 }],
  onSilence: 'ask',
}
const at = (entries: Written, more: object = {}) =>
  guardOf({
    plan: { guard },
    journal: journalOf([['ended', null, { outcome: 'succeeded' }], ...entries]),
    ...more,
  })

describe('the state of a guard', () => {
  test.each<[string, Written]>([
    ['open', []],
    ['kept', [['kept', null]]],
    ['asks', [['unjudged', null]]],
    ['taken back', [['reverting', null, { by: 'p-2' }]]],
    [
      'kept',
      [
        ['unjudged', null],
        ['kept', null],
      ],
    ],
    [
      'taken back',
      [
        ['unjudged', null],
        ['reverting', null, { by: 'p-2' }],
      ],
    ],
  ])('is %s after %j', (state, entries) => {
    const found = at(entries)
    expect(found?.state).toBe(state)
    expect(isUndecided(found)).toBe(state === 'open' || state === 'asks')
  })

  test('ends its minutes after the change', () => {
    expect(at([])?.until).toBe('2026-11-23T00:05:00.000Z')
  })

  test.each<[string, object]>([
    ['a plan without a guard', { plan: { guard: null } }],
    ['a run under way', { journal: journalOf([['done', 0]]) }],
    ['a run that failed', { journal: journalOf([['ended', null, { outcome: 'failed' }]]) }],
  ])('is none for %s', (_, more) => {
    expect(at([], more)).toBeNull()
  })

  test('tells why the change was undone', () => {
    const because = 'WAL went from 1 MB/s to 9 MB/s.'
    expect(revertedBecause(journalOf([['reverting', null, { because }]]))).toBe(because)
    expect(revertedBecause(journalOf([['kept', null]]))).toBeNull()
  })
})
