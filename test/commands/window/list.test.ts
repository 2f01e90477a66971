import { describe, expect, test } from 'vitest'
import { windowList, windowsOf } from '#commands/window/list'
import { say } from '#test/support/commands/say'

const weekend = { days: ['sat' as const, 'sun' as const], from: '01:00', to: '05:00', zone: 'UTC' }

describe('window list', () => {
  test('gives the next openings of each cluster, and where changes may begin at any time', () => {
    const clusters = [
      { name: 'shop', windows: [weekend] },
      { name: 'lab', windows: [] },
    ]
    expect(windowsOf(clusters, new Date('2026-11-28T02:00Z'))).toMatchObject({
      title: '1 cluster has maintenance windows; open on shop now.',
      lines: ['On lab changes may begin at any time.'],
      table: {
        rows: [
          ['shop', 'open now', 'Sat 28 Nov 01:00 to 05:00 (UTC)'],
          ['shop', 'next', 'Sun 29 Nov 01:00 to 05:00 (UTC)'],
          ['shop', 'next', 'Sat 5 Dec 01:00 to 05:00 (UTC)'],
        ],
      },
    })
    expect(windowsOf(clusters, new Date('2026-11-28T06:00Z'))).toMatchObject({
      title: '1 cluster has maintenance windows; none is open now.',
    })
    expect(windowsOf([{ name: 'lab', windows: [] }], new Date())).toMatchObject({
      title: 'On lab changes may begin at any time.',
    })
  })

  test('gives one cluster where one is named', async () => {
    const clusters = [
      { name: 'shop', windows: [] },
      { name: 'lab', windows: [] },
    ]
    expect(
      await say(windowList, 'window list lab', { engine: { config: { clusters } as never } }),
    ).toMatchObject({ title: 'On lab changes may begin at any time.' })
  })

  test('refuses a cluster that is not there', async () => {
    expect(
      await say(windowList, 'window list gone', {
        engine: { clusters: ['shop'], config: { clusters: [] } as never },
      }),
    ).toMatchObject({ kind: 'refusal', instead: 'Known clusters: shop.' })
  })
})
