import { describe, expect, test } from 'vitest'
import { guardAsApproved } from '#engine/run/guard-as-approved'
import type { Guard, Limit } from '#model/guard'

const statements = (...queryids: string[]): Limit => ({
  metric: 'statement time',
  queryids,
  label: `the ${queryids.length} heaviest statements`,
  factor: 1.5,
  above: 0.5,
  least: 50,
})
const rollbacks: Limit = { metric: 'rollbacks', factor: 2, above: 0.05, least: 200 }
const guard = (...watches: Limit[]): Guard => ({ minutes: 15, watches, onSilence: 'ask' })

describe('the guard of a plan that is looked at again', () => {
  test('watches the statements of the approval when others have become heavier', () => {
    const approved = guard(statements('1', '2'), rollbacks)
    expect(guardAsApproved(approved, guard(statements('3'), rollbacks))).toBe(approved)
  })

  test('watches the statements of the approval when the counters were reset meanwhile', () => {
    const approved = guard(statements('1'), rollbacks)
    expect(guardAsApproved(approved, guard(rollbacks))).toBe(approved)
    expect(guardAsApproved(guard(statements('1')), null)).toEqual(guard(statements('1')))
  })

  test('watches no statement when the approval named none', () => {
    expect(guardAsApproved(guard(rollbacks), guard(statements('3'), rollbacks))).toEqual(
      guard(rollbacks),
    )
    expect(guardAsApproved(null, guard(statements('3')))).toBeNull()
  })

  test('is another guard once another limit or time would be set', () => {
    const approved = guard(statements('1'), rollbacks)
    for (const fresh of [
      guard(statements('1')),
      guard(statements('1'), { ...rollbacks, least: 300 }),
      { ...approved, minutes: 30 },
      null,
    ])
      expect(guardAsApproved(approved, fresh)).toBe(fresh)
  })
})
