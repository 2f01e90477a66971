import { describe, expect, test } from 'vitest'
import { statusOf } from '#commands/status'

describe('status', () => {
  test('says of a clone that it stands still, and tells nobody to let its replay go on', () => {
    const told = statusOf(
      [
        {
          name: 'shop-clone-1',
          cloneOf: 'shop',
          away: null,
          unreachable: [],
          nodes: [
            {
              name: 'shop-clone-1',
              role: 'replica',
              connections: 1,
              connectionsMost: 100,
              connectionsReserved: 3,
              readOnlyDatabase: null,
              bytes: 14 * 1_048_576,
              oldest: [],
              behindSeconds: 900,
              behindBytes: 0,
              paused: true,
              delaySeconds: 0,
              replayHeldUp: false,
              lockWaits: null,
              streams: false,
              replayedUntil: '2026-11-23T11:45:00Z',
              version: '18.1',
              seesSessions: true,
            },
          ],
        },
      ],
      { freezes: [], reviews: [], open: [] },
      new Date('2026-11-23T12:00:00.000Z'),
    )
    expect(told.title).toBe(
      'shop-clone-1 is a clone of shop: it stands still at its moment, and can be read (2026-11-23 12:00 UTC).',
    )
    expect(told.lines).toEqual([])
    expect(told.table?.rows).toEqual([
      ['shop-clone-1', 'clone of shop, paused', '1 of 100', '14 MB', 'none'],
    ])
  })
})
