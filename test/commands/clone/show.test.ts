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
      offers: [
        { label: 'Inspect', command: 'clone inspect clone=shop-clone-1 cluster=shop' },
        { label: 'End the Clone', command: 'clone end clone=shop-clone-1 cluster=shop' },
      ],
    })
    expect(cloneShow.verb).toBe('read')
  })

  test('says where the server does not run', () => {
    const place = clonePlace({ clones: [foundClone({ reachedAt: null }, false)] })
    expect(cloneSaid(clonesFacts({ place }), 'shop-clone-1')).toMatchObject({
      alarm: true,
      lines: [
        'Restored from full-1 and replayed up to 0/5000060.',
        'Its server does not run: start it again.',
        expect.anything(),
        expect.anything(),
      ],
    })
  })

  test('offers to start a clone again, but none that may be torn, nor one on the move', () => {
    const dead = foundClone({}, false)
    const started = (one: typeof dead) =>
      cloneSaid(clonesFacts({ place: clonePlace({ clones: [one] }) }), 'shop-clone-1')
    expect(started(dead)).toMatchObject({
      offers: [{ label: 'Start the Clone' }, { label: 'End the Clone' }],
    })
    expect(started({ ...dead, torn: true })).toMatchObject({
      lines: expect.arrayContaining([
        'Its server does not run, and the machine was started since, which may have torn its files: end it, and restore again.',
      ]) as unknown,
      offers: [{ label: 'End the Clone' }],
    })
    expect(
      started(foundClone({ moving: { kind: 'xid', xid: '745', lsn: '0/5000100' } })),
    ).toMatchObject({
      alarm: true,
      lines: expect.arrayContaining([
        'It is being moved to after transaction 745, or that broke off: until it stands there, it counts for no moment.',
      ]) as unknown,
      offers: [{ label: 'End the Clone' }],
    })
  })

  test('refuses a name that no clone has', () => {
    expect(cloneSaid(clonesFacts(), 'shop-clone-9')).toEqual(
      refusal('There is no clone shop-clone-9 of shop.', 'See which there are.', 'clone list'),
    )
  })
})
