import { describe, expect, test } from 'vitest'
import { drillsSaid, restoreDrills } from '#commands/restore/drills'
import { keptDrill } from '#test/support/facts/drill'

describe('restore drills', () => {
  test('tells how each drill ended, what it measured, and the sum of the newest evidence', () => {
    const told = drillsSaid('shop', [keptDrill({ drill: 'drill-2' }), keptDrill()])
    expect(told).toMatchObject({
      title: '2 restore drills of shop, all good.',
      alarm: false,
      lines: [
        'Restore drills of shop: 2 in a row succeeded, the last 2026-11-30 02:08 UTC; the longest restore took 4 s (drill-2).',
        `Evidence of drill-2: SHA-256 \`${'ab12'.repeat(16)}\`.`,
      ],
    })
    expect(told.table?.rows[1]).toEqual([
      'drill-1, good',
      '2026-11-30 02:08 UTC',
      'full-1, 400 MB',
      '4 s',
      '40 s, 3.0 MB',
    ])
    expect(restoreDrills.verb).toBe('read')
  })

  test('is an alarm where the newest failed, and says why', () => {
    const bad = keptDrill({
      drill: 'drill-2',
      wrong: 'full-1 is damaged: base/5/1259 is not as in the manifest.',
      figures: null,
      evidence: null,
      exposed: null,
    })
    const told = drillsSaid('shop', [bad, keptDrill()])
    expect(told).toMatchObject({
      title: '2 restore drills of shop, 1 of them failed.',
      alarm: true,
    })
    expect(told.lines).toEqual([
      'Restore drills of shop: the last one failed (drill-2); the longest restore took 4 s (drill-1).',
      'drill-2, 2026-11-30 02:08 UTC: full-1 is damaged: base/5/1259 is not as in the manifest.',
    ])
    expect(told.table?.rows[0]).toEqual([
      'drill-2, failed',
      '2026-11-30 02:08 UTC',
      'full-1',
      'not restored',
      'not known',
    ])
  })

  test('offers a drill where there was none', () => {
    expect(drillsSaid('shop', [])).toMatchObject({
      title: 'There was no restore drill of shop yet.',
      offers: [{ command: 'restore drill cluster=shop' }],
    })
  })
})
