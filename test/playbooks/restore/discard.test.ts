import { describe, expect, test } from 'vitest'
import type { Replaced } from '#cluster/facts/restore/replaced'
import { discardInput, restoreDiscard } from '#playbooks/restore/discard'
import { inPlaceFacts, replaced } from '#test/support/facts/in-place'
import { planned } from '#test/support/facts/planned'

const kept = (about: Replaced | null) => ({ folder: '/clones/replaced-shop', about })

describe('restore.discard', () => {
  const over = discardInput.parse({ over: 'shop' })

  test.each([
    ['where nothing is kept', null, 'Nothing is kept of an earlier restore of shop.'],
    [
      'what nobody can tell',
      kept(null),
      'Howdah cannot tell what /clones/replaced-shop has: it may be the only files of the server.',
    ],
  ])('refuses %s', (_, found, because) => {
    expect(restoreDiscard.refuse(over, inPlaceFacts({ kept: found }))).toMatchObject({ because })
  })

  test('refuses a name that is not the cluster’s', () => {
    expect(
      restoreDiscard.refuse(
        discardInput.parse({ over: 'crm' }),
        inPlaceFacts({ kept: kept(replaced()) }),
      ),
    ).toMatchObject({ because: '`over=` names crm, and the cluster is shop.' })
  })

  test('says whose files go, and that there is no way back', () => {
    const plan = planned(restoreDiscard, over, inPlaceFacts({ kept: kept(replaced()) }))
    expect(plan.headline).toBe(
      'Remove the files that shop had before it was restored to 2026-11-30 02:05:00 UTC',
    )
    expect(plan.estimates).toEqual([
      { label: 'Files', value: 'those of shop before 2026-11-30 02:15 UTC' },
      { label: 'Undo', value: 'none: the way back goes with the files' },
    ])
    const back = planned(
      restoreDiscard,
      over,
      inPlaceFacts({ kept: kept(replaced({ state: 'returned' })) }),
    )
    expect(back.estimates[0]?.value).toBe(
      'those of shop-clone-1, which were taken out again 2026-11-30 02:15 UTC',
    )
    expect(restoreDiscard.verify(over, inPlaceFacts(), plan.steps)).toBeUndefined()
  })
})
