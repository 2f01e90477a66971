import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { noSchedule } from '#model/schedule/no-schedule'

const names = ['maintenance-vacuum-shop', 'nightly-analyze']

describe('a schedule that is not there', () => {
  test.each([
    ['maintenance-vacuum', 'maintenance-vacuum-shop'],
    ['nightly-analyse', 'nightly-analyze'],
  ])('called %s is taken for %s', (said, meant) => {
    expect(noSchedule(said, names, 'schedule remove')).toEqual(
      refusal(
        `There is no schedule ${said}.`,
        `Did you mean \`schedule remove ${meant}\`?`,
        `schedule remove ${meant}`,
      ),
    )
  })

  test('is like no other one, or like several: the list shows them all', () => {
    for (const known of [[], ['vacuum-shop-one', 'vacuum-shop-two']])
      expect(noSchedule('vacuum', known)).toEqual(
        refusal('There is no schedule vacuum.', '`schedule list` shows them all.', 'schedule list'),
      )
  })
})
