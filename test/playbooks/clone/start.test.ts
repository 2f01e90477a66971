import { describe, expect, test } from 'vitest'
import { cloneStart, startInput } from '#playbooks/clone/start'
import { planned } from '#test/support/facts/planned'
import { clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

const asked = startInput.parse({ clone: 'shop-clone-1' })
const dead = foundClone({}, false)
const among = (...clones: readonly (typeof dead)[]) =>
  clonesFacts({ place: clonePlace({ clones }) })

describe('clone.start', () => {
  test.each([
    ['a clone that runs', foundClone(), 'shop-clone-1 runs, and can be read.'],
    [
      'a clone from before the machine was started',
      { ...dead, torn: true },
      "Howdah's machine was started since shop-clone-1 was made, and the files of a clone may be torn by that.",
    ],
    [
      'a clone whose last move broke off',
      foundClone({ moving: { kind: 'xid', xid: '744', lsn: '0/5000080' } }, false),
      'shop-clone-1 was being moved to after transaction 744, and that broke off: where its files stand is not known.',
    ],
  ])('refuses %s', (_, clone, because) => {
    expect(cloneStart.refuse(asked, among(clone))).toMatchObject({ because })
  })

  test('starts the clone at the moment that it has', () => {
    const plan = planned(cloneStart, asked, among(dead))
    expect(plan.headline).toBe('Start shop-clone-1 of shop again, at 2026-11-30 02:05:00 UTC')
    expect(plan.steps).toMatchObject([
      { action: { way: 'start', target: dead.about.target }, undo: null },
    ])
    expect(cloneStart.verify(asked, among(dead), plan.steps)).toBe(
      'shop-clone-1 is there, and its server does not run.',
    )
    expect(cloneStart.verify(asked, among(foundClone()), plan.steps)).toBeUndefined()
    expect(cloneStart.found?.(asked, among(foundClone()), plan.steps)).toBe(
      'shop-clone-1 runs again, and can be read.',
    )
  })
})
