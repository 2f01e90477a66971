import { describe, expect, test } from 'vitest'
import { cloneSaid, cloneShow } from '#commands/clone/show'
import { refusal } from '#model/refusal'
import { clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

describe('clone show', () => {
  test('tells what the clone is of, where it lies and when it ends', () => {
    expect(cloneSaid(clonesFacts(), 'shop-clone-1')).toMatchObject({
      title: 'shop-clone-1 is shop at 2026-11-30 02:05:00 UTC.',
      lines: [
        'Restored from full-1 and replayed up to 0/5000060; its last transaction is of 2026-11-30 02:04:58 UTC.',
        'It is paused and can be read: `status cluster=shop-clone-1`.',
        'Made 2026-11-30 02:10 UTC by run r-1234567; it ends 2026-12-01 02:10 UTC.',
        'It lies in /clones/shop-clone-1.r-1234567.1, 400 MB when it was made, not encrypted.',
      ],
      offers: [{ label: 'End the Clone', command: 'clone end clone=shop-clone-1 cluster=shop' }],
    })
    expect(cloneShow.verb).toBe('read')
  })

  test('says where the server does not run', () => {
    const place = clonePlace({ clones: [foundClone({ reachedAt: null }, false)] })
    expect(cloneSaid(clonesFacts({ place }), 'shop-clone-1')).toMatchObject({
      alarm: true,
      lines: [
        'Restored from full-1 and replayed up to 0/5000060.',
        'Its server does not run: end it, and restore again.',
        expect.anything(),
        expect.anything(),
      ],
    })
  })

  test('refuses a name that no clone has', () => {
    expect(cloneSaid(clonesFacts(), 'shop-clone-9')).toEqual(
      refusal('There is no clone shop-clone-9 of shop.', 'See which there are.', 'clone list'),
    )
  })
})
