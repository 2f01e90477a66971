import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalEntry, JournalKind } from '#engine/change'
import { type Move, nextMove } from '#engine/next-move'
import type { Step } from '#engine/playbook'

const action: Step['action'] = {
  kind: 'sql',
  node: 'n1',
  database: 'app',
  role: null,
  statement: 'select 1',
  values: [],
  state: null,
  repair: null,
  again: false,
  locking: 'none',
  deadlineSeconds: 1,
  progress: null,
}

const step = (onFailure: Step['onFailure'], title = 'Build a'): Step => ({
  title,
  action,
  effects: [],
  onFailure,
  undo: { title: `Drop what ${title} made`, action, effects: [] },
})

type Written = readonly (readonly [JournalKind, number | null, object?])[]

const journalOf = (entries: Written): readonly JournalEntry[] =>
  entries.map(([kind, at, detail], index) => ({
    seq: index + 1,
    token: 1,
    kind,
    step: at,
    detail: { ...detail },
    at: '2026-11-23T00:00:00Z',
  }))

const plan = { steps: [step('undo'), step('finish', 'Analyze')] }

describe('nextMove', () => {
  test.each<readonly [string, Written, boolean, Move]>([
    ['looks again before anything else', [], false, { do: 'look again' }],
    [
      'ends as outdated when the world has moved',
      [['looked', null, { outdated: 'The primary changed.' }]],
      false,
      { do: 'end', outcome: 'outdated', ending: 'The primary changed.' },
    ],
    [
      'takes the first step',
      [['looked', null]],
      false,
      { do: 'step', step: 0, resumed: false, sent: false },
    ],
    [
      'resumes a step whose intent stands open',
      [
        ['looked', null],
        ['intent', 0],
      ],
      false,
      { do: 'step', step: 0, resumed: true, sent: false },
    ],
    [
      'knows that a statement was sent when the connection was lost',
      [
        ['looked', null],
        ['intent', 0],
        ['note', 0],
      ],
      false,
      { do: 'step', step: 0, resumed: true, sent: true },
    ],
    [
      'goes on after a step whose failure may be finished over',
      [
        ['looked', null],
        ['intent', 0],
        ['done', 0],
        ['intent', 1],
        ['failed', 1],
      ],
      false,
      { do: 'verify' },
    ],
    [
      'takes back a failed step',
      [
        ['looked', null],
        ['intent', 0],
        ['failed', 0, { message: 'duplicate key' }],
      ],
      false,
      { do: 'undo', step: 0, resumed: false },
    ],
    [
      'never takes back what somebody else made',
      [
        ['looked', null],
        ['intent', 0],
        ['failed', 0, { message: 'It exists', notOurs: true }],
      ],
      false,
      { do: 'end', outcome: 'failed', ending: 'It exists. Howdah changed nothing.' },
    ],
    [
      'is cancelled, not failed, when a person stopped it',
      [
        ['looked', null],
        ['intent', 0],
        ['failed', 0, { code: 'run.stopped', message: 'A person stopped it.' }],
        ['undone', 0],
      ],
      true,
      {
        do: 'end',
        outcome: 'cancelled',
        ending:
          'It was stopped. To put things back, Howdah did this: Drop what Build a made. Everything is as it was before.',
      },
    ],
    [
      'takes back what is done when it is stopped between two steps',
      [
        ['looked', null],
        ['intent', 0],
        ['done', 0],
      ],
      true,
      { do: 'undo', step: 0, resumed: false },
    ],
    [
      'says what is left when an undo failed',
      [
        ['looked', null],
        ['intent', 0],
        ['failed', 0, { message: 'disk full' }],
        ['undo failed', 0],
      ],
      false,
      {
        do: 'end',
        outcome: 'failed',
        ending:
          'disk full. NOT put back, because this failed: Drop what Build a made. Somebody has to do it by hand.',
      },
    ],
  ])('%s', (_, entries, stop, move) => {
    expect(nextMove(plan, journalOf(entries), stop)).toEqual(move)
  })

  /** What a process writes for a move, or nothing when it dies before it could. */
  const write = (move: Move, luck: number): Written => {
    switch (move.do) {
      case 'look again':
        return [['looked', null]]
      case 'step':
        return [
          ...(move.resumed ? [] : [['intent', move.step] as const]),
          [luck < 0.5 ? 'done' : 'failed', move.step],
        ]
      case 'undo':
        return [
          ...(move.resumed ? [] : [['undo intent', move.step] as const]),
          [luck < 0.8 ? 'undone' : 'undo failed', move.step],
        ]
      case 'verify':
        return [['verified', null]]
      case 'ask':
      case 'end':
        return []
    }
  }

  test('comes to one end whatever fails and wherever processes die', () => {
    const life = fc.record({
      steps: fc.array(fc.constantFrom('undo' as const, 'finish' as const), {
        minLength: 1,
        maxLength: 4,
      }),
      luck: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
      deaths: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 }),
      stopAt: fc.integer({ min: 0, max: 40 }),
    })
    fc.assert(
      fc.property(life, ({ steps, luck, deaths, stopAt }) => {
        const made = { steps: steps.map((kind, index) => step(kind, `Step ${index}`)) }
        let entries: Written = []
        for (let turn = 0; turn < 40; turn += 1) {
          const move = nextMove(made, journalOf(entries), turn >= stopAt)
          if (move.do === 'end') return
          const written = write(move, luck[turn] ?? 0)
          // A death loses the end of what this move would have written, never the middle.
          entries = [
            ...entries,
            ...written.slice(0, Math.max(0, written.length - (deaths[turn] === 2 ? 1 : 0))),
          ]
        }
        throw new Error(`no end: ${JSON.stringify(entries)}`)
      }),
    )
  })

  test('a person who is asked answers with Stop', () => {
    const plan = { steps: [step('ask')] }
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['failed', 0, { message: 'It was interrupted' }],
    ])
    expect(nextMove(plan, journal, false)).toEqual({ do: 'ask', step: 0 })
    expect(nextMove(plan, journal, true)).toMatchObject({ do: 'undo', step: 0 })
  })
})
