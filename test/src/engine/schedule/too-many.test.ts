import { describe, expect, test } from 'vitest'
import { schedulesMost, tooMany } from '#engine/schedule/too-many'
import { inventoryOwner } from '#model/schedule/inventory'

const people = {
  operators: [],
  approvers: [],
  team: 'T',
  aliases: { 'cli/olga': 'U_OLGA' },
}

const named = (count: number, owner: string, kind: 'active' | 'removed' = 'active') =>
  Array.from({ length: count }, (_, at) => ({
    id: `${owner}-${at}`,
    owner: { id: owner, name: owner },
    state: kind === 'active' ? { kind } : { kind, reason: null },
  }))

const full = named(schedulesMost.person, 'T/U_OLGA')

describe('a schedule', () => {
  test('is refused to a person who has as many as one may have, by whatever name', () => {
    for (const owner of ['T/U_OLGA', 'cli/olga'])
      expect(tooMany(people, full, owner, 'one-more')).toMatchObject({
        because: 'You have 100 schedules, which is the most for one person.',
        instead: 'Remove one that you no longer need: `schedule list` shows all.',
      })
  })

  test('is refused where there are as many as there may be', () => {
    const all = Array.from({ length: 20 }, (_, at) => named(100, `T/U_${at}`)).flat()
    expect(tooMany(people, all, 'T/U_OLGA', 'one-more')).toMatchObject({
      because: 'Howdah has 2,000 schedules, which is its limit.',
    })
  })

  test.each([
    ['for a second person', full, 'T/U_ADAM', 'one-more'],
    ['in the place of one that is there', full, 'T/U_OLGA', 'T/U_OLGA-7'],
    ['where others are removed', named(900, 'T/U_OLGA', 'removed'), 'T/U_OLGA', 'one-more'],
    ['beside those of the inventory', named(900, inventoryOwner.id), 'T/U_OLGA', 'one-more'],
  ])('may be saved %s', (_, all, owner, id) => {
    expect(tooMany(people, all, owner, id)).toBeUndefined()
  })
})
