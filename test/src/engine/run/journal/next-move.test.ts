import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Move, type Now, nextMove } from '#engine/run/journal/next-move'
import { journalOf, step, type Written } from '#test/support/written'

const plan = { cluster: 'shop', steps: [step('undo'), step('finish', 'Analyze')] }

/** Looks as the holder of the written journal. */
const now = (stop = false, preempted: string | null = null): Now => ({
  token: 1,
  stop: stop ? 'olga' : null,
  preempted,
})

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
          'olga stopped it. To put things back, Howdah did this: Drop what Build a made. Everything is as it was before.',
      },
    ],
    [
      'is cancelled as well when its process was killed meanwhile, and nobody wrote why the step ended',
      [
        ['looked', null],
        ['intent', 0],
        ['took over', null],
        ['failed', 0, { code: 'run.half-done', message: 'It was interrupted and left half done' }],
        ['undone', 0],
      ],
      true,
      {
        do: 'end',
        outcome: 'cancelled',
        ending:
          'olga stopped it. To put things back, Howdah did this: Drop what Build a made. Everything is as it was before.',
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
    expect(nextMove(plan, journalOf(entries), now(stop))).toEqual(move)
  })

  test('looks again for a new holder as long as nothing was meant', () => {
    const later: Now = { token: 2, stop: null, preempted: null }
    const looked = [['looked', null]] as const
    expect(nextMove(plan, journalOf(looked), later)).toEqual({ do: 'look again' })
    expect(nextMove(plan, journalOf([...looked, ['intent', 0]]), later)).toMatchObject({
      do: 'step',
      resumed: true,
    })
    const outdated = journalOf([['looked', null, { outdated: 'The primary changed.' }]])
    expect(nextMove(plan, outdated, later)).toMatchObject({ do: 'end', outcome: 'outdated' })
  })

  /** Writes the entries of a move, or none when the process dies too early. */
  const write = (move: Move, luck: number): Written => {
    switch (move.do) {
      case 'look again':
        return [['looked', null]]
      case 'step':
        return [
          ...(move.resumed ? [] : [['intent', move.step] as const]),
          luck < 0.5
            ? ['done', move.step]
            : ['failed', move.step, luck < 0.7 ? { code: 'run.unknown' } : {}],
        ]
      case 'undo':
        return [
          ...(move.resumed ? [] : [['undo intent', move.step] as const]),
          [luck < 0.8 ? 'undone' : 'undo failed', move.step],
        ]
      case 'verify':
        return [['verified', null]]
      case 'ask':
        return [['settled', move.step, { done: luck < 0.5 }]]
      case 'park':
        return [['parked', null, { by: move.by }]]
      case 'close':
        return [['parked', null, { because: move.because }]]
      case 'rest':
        return [['resumed', null]]
      case 'end':
        return []
    }
  }

  /** Expects no leftover of any work begun since the last parking. */
  const expectPutBack = (entries: Written): void => {
    const life = entries.slice(entries.findLastIndex(([kind]) => kind === 'parked') + 1)
    const steps = (wanted: string) => life.flatMap(([kind, at]) => (kind === wanted ? [at] : []))
    expect(new Set(steps('undone'))).toEqual(new Set(steps('intent')))
    expect(steps('undo failed')).toEqual([])
  }

  test('comes to one end whatever fails and wherever processes die', () => {
    const life = fc.record({
      steps: fc.array(fc.constantFrom('undo' as const, 'finish' as const, 'ask' as const), {
        minLength: 1,
        maxLength: 4,
      }),
      luck: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 80, maxLength: 80 }),
      deaths: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 80, maxLength: 80 }),
      stopAt: fc.integer({ min: 0, max: 80 }),
      preemptedFrom: fc.integer({ min: 0, max: 30 }),
      preemptedFor: fc.integer({ min: 0, max: 8 }),
    })
    fc.assert(
      fc.property(life, ({ steps, luck, deaths, stopAt, preemptedFrom, preemptedFor }) => {
        const made = {
          cluster: 'shop',
          steps: steps.map((kind, index) => step(kind, `Step ${index}`)),
        }
        let entries: Written = []
        for (let turn = 0; turn < 80; turn += 1) {
          const preempted = turn >= preemptedFrom && turn < preemptedFrom + preemptedFor
          const asked = now(turn >= stopAt, preempted ? 'p-2' : null)
          const move = nextMove(made, journalOf(entries), asked)
          if (move.do === 'end') return
          if (move.do === 'park') expectPutBack(entries)
          const written = write(move, luck[turn] ?? 0)
          // A death loses the last entries of this move, never the middle.
          entries = [
            ...entries,
            ...written.slice(0, Math.max(0, written.length - (deaths[turn] === 2 ? 1 : 0))),
          ]
        }
        throw new Error(`no end: ${JSON.stringify(entries)}`)
      }),
    )
  })
})
