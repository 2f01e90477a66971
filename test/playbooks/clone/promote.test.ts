import { describe, expect, test } from 'vitest'
import type { ReachingOut } from '#cluster/facts/clone/reaching-out'
import { clonePromote, promoteInput } from '#playbooks/clone/promote'
import { planned } from '#test/support/facts/planned'
import { clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

const asked = promoteInput.parse({ clone: 'shop-clone-1' })
const quiet = { foreignServers: [], subscriptions: [], unlogged: 0 }

const among = (
  clone: ReturnType<typeof foundClone>,
  there: ReachingOut['there'] = quiet,
): ReachingOut => ({ ...clonesFacts({ place: clonePlace({ clones: [clone] }) }), there })

describe('clone.promote', () => {
  test.each([
    ['a promoted one', foundClone({ promoted: true }), quiet, 'shop-clone-1 takes writes already.'],
    ['one that does not run', foundClone({}, false), quiet, 'shop-clone-1 does not run.'],
    [
      'one from before the machine was started',
      { ...foundClone(), torn: true },
      quiet,
      "Howdah's machine was started since shop-clone-1 was made, and the files of a clone may be torn by that.",
    ],
    [
      'one whose last move broke off',
      foundClone({ moving: { kind: 'xid', xid: '744', lsn: '0/5000080' } }),
      quiet,
      'shop-clone-1 was being moved to after transaction 744, and that broke off: where its files stand is not known.',
    ],
  ])('refuses %s', (_, clone, there, because) => {
    expect(clonePromote.refuse(asked, among(clone, there))).toMatchObject({ because })
  })

  test('says what the copy is, and what it cannot reach any more', () => {
    const there = { foreignServers: ['self (postgres_fdw)'], subscriptions: ['feed'], unlogged: 1 }
    const plan = planned(clonePromote, asked, among(foundClone(), there))
    expect(plan.headline).toBe(
      'Let shop-clone-1, which is shop at 2026-11-30 02:05:00 UTC, take writes',
    )
    expect(plan.steps).toMatchObject([{ action: { way: 'promote' }, undo: null }])
    expect(plan.notes.slice(3)).toEqual([
      'Here these foreign servers have no user mapping any more: self (postgres_fdw).',
      'Disabled subscriptions: feed.',
      '1 unlogged table has no rows, as in each clone.',
    ])
    // A bot may hear of a new clone later.
    expect(planned(clonePromote, asked, among(foundClone(), null)).notes).toHaveLength(3)
    expect(clonePromote.verify(asked, among(foundClone()), plan.steps)).toBe(
      'shop-clone-1 does not take writes.',
    )
    const after = among(foundClone({ promoted: true }))
    expect(clonePromote.verify(asked, after, plan.steps)).toBeUndefined()
    expect(clonePromote.found?.(asked, after, plan.steps)).toContain(
      'shop-clone-1 takes writes, and began as shop at 2026-11-30 02:05:00 UTC.',
    )
  })
})
