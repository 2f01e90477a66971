import { describe, expect, test } from 'vitest'
import { windowList, windowsOf } from '#commands/window/list'
import { say } from '#test/support/commands/say'

const weekend = { days: ['sat' as const, 'sun' as const], from: '01:00', to: '05:00', zone: 'UTC' }

describe('window list', () => {
  test('gives the next openings of each cluster, and where changes may begin at any time', () => {
    const clusters = [
      { name: 'shop', windows: [weekend], blackouts: [] },
      { name: 'lab', windows: [], blackouts: [] },
    ]
    expect(windowsOf(clusters, new Date('2026-11-28T02:00Z'))).toMatchObject({
      title: '1 cluster has maintenance windows; open on shop now.',
      lines: ['On lab changes may begin at any time.'],
      table: {
        rows: [
          ['shop', '', 'open now', 'Sat 28 Nov 01:00 to 05:00 (UTC)', 'hold'],
          ['shop', '', 'next', 'Sun 29 Nov 01:00 to 05:00 (UTC)', 'hold'],
          ['shop', '', 'next', 'Sat 5 Dec 01:00 to 05:00 (UTC)', 'hold'],
        ],
      },
    })
    expect(windowsOf(clusters, new Date('2026-11-28T06:00Z'))).toMatchObject({
      title: '1 cluster has maintenance windows; none is open now.',
    })
    expect(windowsOf([{ name: 'lab', windows: [], blackouts: [] }], new Date())).toMatchObject({
      title: 'On lab changes may begin at any time.',
    })
  })

  test('gives names, what happens at the end, and blackouts with the reason', () => {
    const sale = {
      from: '2026-11-28T03:00:00.000Z',
      to: '2026-11-30T00:00:00.000Z',
      reason: 'sale',
      zone: 'UTC',
    }
    const night = { ...weekend, name: 'night', atEnd: 'cancel' as const }
    const clusters = [
      { name: 'shop', windows: [night], blackouts: [sale] },
      { name: 'lab', windows: [], blackouts: [sale] },
    ]
    expect(windowsOf(clusters, new Date('2026-11-28T02:00Z'))).toMatchObject({
      title: '1 cluster has maintenance windows; open on shop now.',
      table: {
        columns: ['Cluster', 'Name', 'When', 'Window', 'At its end'],
        rows: [
          ['shop', 'blackout', 'next', 'Sat 28 Nov 03:00 to Mon 30 Nov 00:00 (UTC): sale', ''],
          ['shop', 'night', 'open now', 'Sat 28 Nov 01:00 to 03:00 (UTC)', 'cancel'],
          ['shop', 'night', 'next', 'Sat 5 Dec 01:00 to 05:00 (UTC)', 'cancel'],
          ['lab', 'blackout', 'next', 'Sat 28 Nov 03:00 to Mon 30 Nov 00:00 (UTC): sale', ''],
        ],
      },
    })
    expect(windowsOf(clusters, new Date('2026-11-28T03:30Z'))).toMatchObject({
      title:
        '1 cluster has maintenance windows; none is open now. Nothing begins on shop and lab: there is a blackout.',
    })
    expect(windowsOf(clusters.slice(1), new Date('2026-11-28T03:30Z'))).toMatchObject({
      title: 'No cluster has a maintenance window. Nothing begins on lab: there is a blackout.',
    })
  })

  test('gives one cluster where one is named', async () => {
    const clusters = [
      { name: 'shop', windows: [], blackouts: [] },
      { name: 'lab', windows: [], blackouts: [] },
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
