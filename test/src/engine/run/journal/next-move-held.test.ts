import { describe, expect, test } from 'vitest'
import { nextMove } from '#engine/run/journal/next-move'
import type { Step } from '#model/plan'
import { journalOf, step, type Written } from '#test/support/written'

const holding: Step = { ...step('undo', 'Fill b'), halts: 'hold' }
const plan = { cluster: 'shop', steps: [step('undo'), holding, step('undo', 'Check b')] }

const now = (token: number, stop = false, preempted: string | null = null) => ({
  token,
  stop: stop ? 'olga' : null,
  preempted,
})

const begun: Written = [
  ['looked', null],
  ['intent', 0],
  ['done', 0],
  ['intent', 1],
]
const far = '40 rows were done in 4 batches. What comes after id 40, up to 90, is left.'
const held: Written = [...begun, ['held', 1, { because: 'It waits.', far, rows: 40 }]]

describe('nextMove of a run that holds', () => {
  test('rests with the holder that held it, and goes on with the next', () => {
    expect(nextMove(plan, journalOf(held), now(1))).toEqual({ do: 'rest', because: 'It waits.' })
    const on = { do: 'step', step: 1, resumed: true, sent: false }
    expect(nextMove(plan, journalOf(held), now(2))).toEqual(on)
    const resumed: Written = [...held, ['resumed', 1]]
    expect(nextMove(plan, journalOf(resumed), now(1))).toEqual(on)
  })

  test('keeps what is done where it has to make way, and takes nothing back', () => {
    const halting = { do: 'step', step: 1, resumed: true }
    expect(nextMove(plan, journalOf(begun), now(1, false, 'p-2'))).toMatchObject(halting)
    expect(nextMove(plan, journalOf(begun), now(1, true))).toMatchObject(halting)
  })

  test('ends by a stop, and says what an undo would do', () => {
    expect(nextMove(plan, journalOf(held), now(2, true))).toEqual({
      do: 'end',
      outcome: 'cancelled',
      ending: `olga stopped it. ${far} Done before: Build a. What was done is kept. Undo takes it back: Drop what Fill b made; Drop what Build a made.`,
    })
    const none: Written = [
      ['looked', null],
      ['intent', 0],
      ['held', 0, { because: '', far: 'No row was done.', rows: 0 }],
    ]
    expect(
      nextMove({ cluster: 'shop', steps: [holding] }, journalOf(none), now(2, true)),
    ).toMatchObject({ ending: 'olga stopped it. No row was done. Nothing was changed.' })
    expect(
      nextMove(
        { cluster: 'shop', steps: [{ ...holding, undo: null }] },
        journalOf([...none.slice(0, 2), ['held', 0, { because: '', far, rows: 40 }]]),
        now(2, true),
      ),
    ).toMatchObject({
      ending: `olga stopped it. ${far} What was done is kept. Nothing takes it back.`,
    })
  })

  test('forgets an interruption once it has gone on after it', () => {
    const after: Written = [...begun, ['fenced', null, { by: 'p-2' }], ['resumed', 1], ['done', 1]]
    expect(nextMove(plan, journalOf(after), now(3))).toEqual({
      do: 'step',
      step: 2,
      resumed: false,
      sent: false,
    })
  })
})
