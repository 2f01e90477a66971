import { describe, expect, test } from 'vitest'
import type { NodeAbout } from '#cluster/facts/node/status'
import { statusOf } from '#commands/status'
import { changeOf } from '#test/support/commands/change'

const node: NodeAbout = {
  name: 'shop-1',
  role: 'primary',
  connections: 12,
  connectionsMost: 100,
  connectionsReserved: 3,
  readOnlyDatabase: null,
  bytes: 14 * 1_048_576,
  oldest: [],
  behindSeconds: null,
  behindBytes: null,
  paused: false,
  delaySeconds: 0,
  replayHeldUp: false,
  lockWaits: null,
  streams: true,
  replayedUntil: null,
  version: '18.1',
  seesSessions: true,
}
const replica: NodeAbout = { ...node, role: 'replica', behindSeconds: 0, behindBytes: 0 }
const figures = ['12 of 100', '14 MB', 'none']

const said = (away: string, nodes: readonly NodeAbout[]) =>
  statusOf(
    [{ name: 'shop', away, unreachable: [], nodes }],
    { freezes: [], reviews: [], open: [] },
    new Date('2026-11-23T12:00:00.000Z'),
  )

describe('status of a cluster whose primary nobody can tell', () => {
  test('has each node that says it is the primary', () => {
    expect(said('Two nodes say it.', [node, { ...node, name: 'shop-2' }])).toMatchObject({
      title: 'Two nodes say it. (2026-11-23 12:00 UTC)',
      lines: [],
      alarm: true,
      table: {
        rows: [
          ['shop-1', 'primary', ...figures],
          ['shop-2', 'primary', ...figures],
        ],
      },
    })
  })

  test('claims no lag of a replica without a primary', () => {
    expect(said('No node is the primary.', [replica]).table?.rows).toEqual([
      ['shop-1', 'replica, lag not known', ...figures],
    ])
  })

  test('has no figures where no node answers', () => {
    expect(said('shop does not answer.', []).table?.rows).toEqual([
      ['shop', 'no connection', '', '', ''],
    ])
  })
})

describe('status of a cluster that is well', () => {
  test('says what people left open below, which is no alarm', () => {
    const plan = { headline: 'Build index a' }
    const told = statusOf(
      [{ name: 'shop', away: null, unreachable: [], nodes: [node] }],
      {
        freezes: [{ scope: '*', name: 'olga', reason: 'sale' }],
        reviews: [],
        open: [changeOf({ plan, state: 'pending' }), changeOf({ plan, state: 'running' })],
      },
      new Date('2026-11-23T12:00:00.000Z'),
    )
    expect(told.title).toMatch(/^shop: every node answers \(shop-1\), /)
    expect(told.alarm).toBe(false)
    expect(told.lines).toEqual([
      'Every cluster is frozen by olga: sale. `thaw` lifts that.',
      '`p-7k3m9qx` (Build index a) waits for approval.',
      '`p-7k3m9qx` (Build index a) runs.',
    ])
  })
})
