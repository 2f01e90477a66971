import { describe, expect, test } from 'vitest'
import { nextMove } from '#engine/run/journal/next-move'
import { journalOf, step, type Written } from '#test/support/written'

const plan = { cluster: 'shop', steps: [step('undo'), step('undo', 'Build b')] }
const over = 'Its maintenance window is over; the next is tomorrow.'

const cut: Written = [
  ['looked', null],
  ['intent', 0],
  ['done', 0],
  ['intent', 1],
  ['failed', 1, { code: 'run.closed', message: over }],
]
const back: Written = [...cut, ['undo intent', 1], ['undone', 1], ['undo intent', 0], ['undone', 0]]

const after = (entries: Written, stop = false, preempted: string | null = null) =>
  nextMove(plan, journalOf(entries), { token: 1, stop: stop ? 'olga' : null, preempted })

describe('nextMove of a run that the end of its window cancelled', () => {
  test('puts everything back, and then begins anew', () => {
    expect(after(cut)).toEqual({ do: 'undo', step: 1, resumed: false })
    expect(after(back.slice(0, 7))).toEqual({ do: 'undo', step: 0, resumed: false })
    expect(after(back)).toEqual({ do: 'close', because: over })
    expect(after([...back, ['parked', null, { because: over }]])).toEqual({ do: 'look again' })
  })

  test('makes way for a stop and for another plan all the same', () => {
    expect(after(back, true)).toMatchObject({ do: 'end', outcome: 'cancelled' })
    expect(after(back, false, 'p-2')).toEqual({ do: 'park', by: 'p-2' })
  })

  test('ends as failed where it could not be put back, and says both', () => {
    const failed: Written = [...cut, ['undo intent', 1], ['undo failed', 1], ['undone', 0]]
    expect(after(failed)).toMatchObject({
      do: 'end',
      outcome: 'failed',
      ending: expect.stringMatching(/^Its maintenance window is over.* NOT put back/),
    })
  })
})

describe('nextMove of a run that was held between two steps', () => {
  const held: Written = [
    ['looked', null],
    ['intent', 0],
    ['done', 0],
    ['held', 1, { because: over, far: '1 of 2 steps is done; this one has not begun.', rows: 0 }],
  ]

  test('rests, and takes the next step afterwards', () => {
    expect(after(held)).toEqual({ do: 'rest', because: over })
    const later = { token: 2, stop: null, preempted: null }
    const on = { do: 'step', step: 1, resumed: false, sent: false }
    expect(nextMove(plan, journalOf(held), later)).toEqual(on)
    expect(nextMove(plan, journalOf([...held, ['resumed', 1]]), later)).toEqual(on)
  })

  test('ends by a stop with the done steps kept, and an undo for them', () => {
    expect(after(held, true)).toEqual({
      do: 'end',
      outcome: 'cancelled',
      ending:
        'olga stopped it. 1 of 2 steps is done; this one has not begun. Done before: Build a. What was done is kept. Undo takes it back: Drop what Build a made.',
    })
  })
})
