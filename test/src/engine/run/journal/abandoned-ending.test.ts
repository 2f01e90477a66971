import { describe, expect, test } from 'vitest'
import { abandonedEnding } from '#engine/run/journal/abandoned-ending'
import { journalOf, step, type Written } from '#test/support/written'

const plan = { steps: [step('undo'), step('finish', 'Analyze')] }
const given = { run: 'r-1', name: 'adam', reason: 'the disk is gone. ' }
const look =
  'Look by hand at n1, database app: what the statements name, and whether pg_stat_activity has a session whose application_name begins with “howdah r-1”.'

describe('abandonedEnding', () => {
  test.each<readonly [string, Written, readonly string[]]>([
    [
      'says that nothing was done when nothing was meant',
      [['looked', null]],
      ['Nothing was done.'],
    ],
    [
      'says that nothing was done when the node refused before anything was meant',
      [
        ['looked', null],
        ['failed', 0],
      ],
      ['Nothing was done.'],
    ],
    [
      'says that a statement may still run',
      [['intent', 0]],
      [
        'NOT known, and its statement may still run: whether this was done: step 1 (Build a).',
        'Not done: step 2 (Analyze).',
        look,
      ],
    ],
    [
      'knows what was done before',
      [
        ['intent', 0],
        ['done', 0],
        ['intent', 1],
      ],
      [
        'NOT known, and its statement may still run: whether this was done: step 2 (Analyze).',
        'Done, and not verified: step 1 (Build a).',
        look,
      ],
    ],
    [
      'does not know what a failed step left',
      [
        ['intent', 0],
        ['failed', 0],
      ],
      [
        'NOT known: whether anything is left of step 1 (Build a).',
        'Not done: step 2 (Analyze).',
        look,
      ],
    ],
    [
      'says that an undo may still run',
      [
        ['intent', 0],
        ['failed', 0],
        ['undo intent', 0],
      ],
      [
        'NOT known, and it may still run: whether this was taken back: step 1 (Build a).',
        'Not done: step 2 (Analyze).',
        look,
      ],
    ],
    [
      'sends nobody to look at what was taken back, or was never ours',
      [
        ['intent', 0],
        ['done', 0],
        ['intent', 1],
        ['failed', 1, { notOurs: true }],
        ['undo intent', 0],
        ['undone', 0],
      ],
      ['Taken back: step 1 (Build a).', 'Not done: step 2 (Analyze).'],
    ],
    [
      'takes the word of whoever looked',
      [
        ['intent', 0],
        ['failed', 0, { code: 'run.unknown' }],
        ['settled', 0, { done: true }],
      ],
      ['Done, and not verified: step 1 (Build a).', 'Not done: step 2 (Analyze).', look],
    ],
    [
      'repeats what could not be put back',
      [
        ['intent', 0],
        ['failed', 0],
        ['undo intent', 0],
        ['undo failed', 0],
      ],
      ['NOT put back: step 1 (Build a).', 'Not done: step 2 (Analyze).', look],
    ],
  ])('%s', (_, entries, said) => {
    expect(abandonedEnding(plan, journalOf(entries), given)).toBe(
      ['adam gave it up: the disk is gone.', ...said].join(' '),
    )
  })
})
