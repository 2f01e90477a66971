import { describe, expect, test } from 'vitest'
import { decidedForAll } from '#report/draw/decided-for-all'

describe('what was decided for all', () => {
  test('tells the coming end of a clone where its source is talked about', () => {
    expect(
      decidedForAll({
        kind: 'clone.warned',
        subject: { scope: 'shop', clone: 'shop-clone-1' },
        detail: { until: '2026-11-30 14:00 UTC' },
      }),
    ).toEqual({
      scope: 'shop',
      text: 'shop-clone-1 ends by itself 2026-11-30 14:00 UTC: its server is stopped then, and its files are removed.',
      offers: [{ label: 'Show the Clone', command: 'clone show clone=shop-clone-1 cluster=shop' }],
    })
  })

  test('leaves other entries out', () => {
    expect(decidedForAll({ kind: 'plan.refused', subject: {}, detail: {} })).toBeUndefined()
  })
})
