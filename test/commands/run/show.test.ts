import { describe, expect, test } from 'vitest'
import { runShow } from '#commands/run/show'
import type { Change } from '#model/change'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { changeOf, entry, run } from '#test/support/commands/change'
import { askedAgain, say } from '#test/support/commands/say'

const reads = (change: Change | undefined) =>
  say(runShow, 'run show p-7k3m9qx', { engine: { findChange: () => Promise.resolve(change) } })

const columns = ['What', 'Detail', 'Step', 'At (UTC)', 'Token']

describe('run show', () => {
  test.each<[string, Partial<Change>, string, readonly string[], readonly (readonly string[])[]]>([
    [
      'each entry of its journal',
      {
        state: 'running',
        journal: [
          entry({ kind: 'looked', step: null }),
          entry({ token: 2, kind: 'failed', detail: { code: 'sql.53100', tries: 3 } }),
          entry({
            kind: 'done',
            detail: { seconds: 0.13125344400000177, warnings: [], problem: null, found: true },
          }),
          entry({
            kind: 'undo intent',
            detail: { before: { meanMs: 75.4321, calls: 299 }, silentSince: 'now', share: 1 / 3 },
          }),
          entry({ kind: 'done', detail: { warnings: ['one', 'two'], node: { name: 'shop-1' } } }),
        ],
      },
      'r-2b5d8fk of p-7k3m9qx: running',
      [],
      [
        ['re-checked', '', '', '12:01:02.345', '1'],
        ['failed', 'code: sql.53100, tries: 3', '1', '12:01:02.345', '2'],
        ['done', 'took: 131 ms, found: yes', '1', '12:01:02.345', '1'],
        [
          'undo starting',
          'before: (mean: 75 ms, calls: 299), silent since: now, share: 0.333',
          '1',
          '12:01:02.345',
          '1',
        ],
        ['done', 'warnings: one; two, node: (name: shop-1)', '1', '12:01:02.345', '1'],
      ],
    ],
    [
      'how it ended',
      { outcome: 'failed', ending: 'No space left. Everything is as it was before.' },
      'r-2b5d8fk of p-7k3m9qx: failed',
      ['No space left. Everything is as it was before.'],
      [],
    ],
    [
      'an undone run as undone',
      { outcome: 'succeeded', undone: { plan: 'p-5', outcome: 'succeeded' } },
      'r-2b5d8fk of p-7k3m9qx: undone by p-5',
      [],
      [],
    ],
    ['that nothing is in it yet', { state: 'queued' }, 'r-2b5d8fk of p-7k3m9qx: queued', [], []],
  ])('shows %s', async (_, more, title, lines, rows) => {
    expect(await reads(changeOf({ run, ...more }))).toEqual(
      answer(title, { lines, table: { columns, rows } }),
    )
  })

  test.each([
    ['nobody knows', undefined],
    ['has not begun', changeOf()],
  ])('refuses what %s', async (_, change) => {
    expect(await reads(change)).toEqual(
      refusal('There is no run p-7k3m9qx.', 'See `run list`.', 'run list'),
    )
  })

  test.each([['run show', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runShow, text)).toEqual(keys)
  })
})
