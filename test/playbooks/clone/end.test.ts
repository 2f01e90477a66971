import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { cloneEnd, endInput } from '#playbooks/clone/end'
import { planned, valueOf } from '#test/support/facts/planned'
import { clonePlace, clonesFacts } from '#test/support/facts/restore'

const asked = endInput.parse({ clone: 'shop-clone-1' })

describe('clone.end', () => {
  test.each([
    [
      'nobody has the duty',
      { login: null },
      refusal(
        'This cluster has no login for backup: the inventory has no `credentials.backup`.',
        'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    ],
    [
      'no place for clones',
      { place: null },
      refusal(
        'The inventory names no place for clones of shop.',
        'Add `clones: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
      ),
    ],
    [
      'a place out of reach',
      { place: clonePlace({ there: false }) },
      refusal(
        'The place for clones, /clones, cannot be read from here.',
        'Mount it, or set its rights.',
      ),
    ],
    [
      'a clone that is not there',
      { place: clonePlace() },
      refusal('There is no clone shop-clone-1 of shop.', 'See which there are.', 'clone list'),
    ],
  ])('refuses %s', (_, facts, wanted) => {
    expect(cloneEnd.refuse(asked, clonesFacts(facts))).toEqual(wanted)
  })

  test('names the clone, its moment and the room that comes back', () => {
    const plan = planned(cloneEnd, asked, clonesFacts())
    expect(plan.headline).toBe(
      'End shop-clone-1, which is shop at 2026-11-30 02:05:00 UTC (400 MB)',
    )
    expect(plan.steps[0]).toMatchObject({
      action: { kind: 'clone', clone: 'shop-clone-1', way: 'end' },
      onFailure: 'finish',
      undo: null,
    })
    expect(valueOf(plan, 'Room')).toBe('gives back about 400 MB in /clones')
  })

  test('tells afterwards whether the clone is gone', () => {
    const gone = clonesFacts({ place: clonePlace() })
    expect(cloneEnd.verify(asked, gone)).toBeUndefined()
    expect(cloneEnd.found?.(asked, gone, [])).toBe('shop-clone-1 is gone, with its files.')
    expect(cloneEnd.verify(asked, clonesFacts())).toBe('shop-clone-1 is still there.')
    expect(cloneEnd.found?.(asked, clonesFacts(), [])).toBeNull()
  })
})
