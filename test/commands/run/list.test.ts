import { describe, expect, test } from 'vitest'
import { runList } from '#commands/run/list'
import type { Change } from '#model/change'
import { answer } from '#model/reply'
import { changeOf, run } from '#test/support/commands/change'
import { askedAgain, say } from '#test/support/commands/say'

const waits = changeOf({ state: 'pending', plan: { id: 'p-1' } })
const held = changeOf({
  state: 'parked',
  plan: { id: 'p-2' },
  run: { ...run, waitingFor: 'It waits for p-1.' },
})
const ended = changeOf({ outcome: 'succeeded', plan: { id: 'p-3' } })
const undone = changeOf({
  outcome: 'succeeded',
  plan: { id: 'p-4' },
  undone: { plan: 'p-5', outcome: 'succeeded' },
})
const keptAfterUndo = changeOf({
  outcome: 'succeeded',
  plan: { id: 'p-6' },
  undone: { plan: 'p-8', outcome: 'failed' },
})
const reverted = changeOf({
  outcome: 'reverted',
  plan: { id: 'p-7' },
  undone: { plan: 'p-9', outcome: 'succeeded' },
})

const row = (id: string, state: string) => [
  state,
  'Build index users_id_idx',
  id,
  'olga',
  '11-23 12:00',
]

const reads = (open: readonly Change[], recent: readonly Change[], text = 'run list') =>
  say(runList, text, {
    engine: {
      openChanges: () => Promise.resolve(open),
      recentChanges: limit => Promise.resolve(recent.slice(0, limit)),
    },
  })

describe('run list', () => {
  test.each<[string, readonly Change[], readonly Change[], string, readonly (readonly string[])[]]>(
    [
      ['what waits', [waits], [], '1 open, oldest first.', [row('p-1', '… waiting for approval')]],
      [
        'what a run waits for',
        [held],
        [],
        '1 open, oldest first.',
        [row('p-2', '‖ parked: It waits for p-1.')],
      ],
      [
        'an undone change as undone',
        [],
        [undone, keptAfterUndo, reverted],
        'Nothing is waiting or running.',
        [row('p-4', '↩ undone by p-5'), row('p-6', '✓ done'), row('p-7', '↩ reverted')],
      ],
      ['what ended last', [], [ended], 'Nothing is waiting or running.', [row('p-3', '✓ done')]],
      [
        'an open plan once, though it is also a recent one',
        [waits],
        [waits, ended],
        '1 open, oldest first.',
        [row('p-1', '… waiting for approval'), row('p-3', '✓ done')],
      ],
    ],
  )('shows %s', async (_, open, recent, title, rows) => {
    expect(await reads(open, recent)).toEqual(
      answer(title, {
        table: { columns: ['State', 'What', 'Plan', 'Requested by', 'When (UTC)'], rows },
      }),
    )
  })

  test('says so where nothing was asked for yet', async () => {
    expect(await reads([], [])).toEqual(answer('Nothing has been requested yet.'))
  })

  test('shows as many as are wanted', async () => {
    expect(await reads([], [ended, waits], 'run list limit=1')).toMatchObject({
      table: { rows: [row('p-3', '✓ done')] },
    })
  })

  test.each([
    ['run list limit=0', ['limit']],
    ['run list limit=101', ['limit']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runList, text)).toEqual(keys)
  })
})
