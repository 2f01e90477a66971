import { describe, expect, test } from 'vitest'
import { unknownSchedule } from '#commands/schedule/unknown'
import type { Engine } from '#model/engine'
import { refusal } from '#model/refusal'
import { schedulesOf } from '#test/support/commands/say'
import { aSchedule, aView } from '#test/support/commands/schedules'

const refused = (name: string, ...known: readonly string[]) =>
  unknownSchedule(
    schedulesOf({
      list: async () => known.map(id => aView({ schedule: aSchedule({ id }) })),
    }) as Engine,
    name,
    'schedule remove',
  )

describe('a schedule that is not there', () => {
  test.each([
    ['maintenance-vacuum', 'maintenance-vacuum-shop'],
    ['nightly-analyse', 'nightly-analyze'],
  ])('called %s is taken for %s', async (said, meant) => {
    expect(await refused(said, 'maintenance-vacuum-shop', 'nightly-analyze')).toEqual(
      refusal(
        `There is no schedule ${said}.`,
        `Did you mean \`schedule remove ${meant}\`?`,
        `schedule remove ${meant}`,
      ),
    )
  })

  test('is like no other one, or like several: the list shows them all', async () => {
    const list = refusal(
      'There is no schedule vacuum.',
      '`schedule list` shows them all.',
      'schedule list',
    )
    expect(await refused('vacuum')).toEqual(list)
    expect(await refused('vacuum', 'vacuum-shop-one', 'vacuum-shop-two')).toEqual(list)
  })
})
