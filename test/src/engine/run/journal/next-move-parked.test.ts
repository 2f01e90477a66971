import { describe, expect, test } from 'vitest'
import { nextMove } from '#engine/run/journal/next-move'
import { journalOf, step, type Written } from '#test/support/written'

const plan = { cluster: 'shop', steps: [step('undo'), step('finish', 'Analyze')] }

const now = (stop = false, preempted: string | null = null) => ({
  token: 1,
  stop: stop ? 'olga' : null,
  preempted,
})

describe('nextMove of a run that is preempted', () => {
  test('makes way for another plan with everything put back, and then begins anew', () => {
    const built: Written = [
      ['looked', null],
      ['intent', 0],
      ['done', 0],
    ]
    const after = (entries: Written, by: string | null, stop = false) =>
      nextMove(plan, journalOf(entries), now(stop, by))
    expect(after([], 'p-2')).toEqual({ do: 'park', by: 'p-2' })
    expect(after(built, 'p-2')).toEqual({ do: 'undo', step: 0, resumed: false })
    const back: Written = [...built, ['undo intent', 0], ['undone', 0]]
    expect(after(back, 'p-2')).toEqual({ do: 'park', by: 'p-2' })
    expect(after(back, 'p-2', true)).toMatchObject({ do: 'end', outcome: 'cancelled' })
    const parked: Written = [...back, ['parked', null, { by: 'p-2' }]]
    expect(after(parked, null)).toEqual({ do: 'look again' })
    expect(after(parked, null, true)).toMatchObject({
      outcome: 'cancelled',
      ending: 'olga stopped it. It was parked, and everything is as it was before.',
    })
    expect(after([...built, ['undo failed', 0]], 'p-2')).toMatchObject({
      do: 'end',
      outcome: 'failed',
    })
  })

  test('makes way too late when it was fenced, and knows it from the journal', () => {
    const fenced: Written = [
      ['looked', null],
      ['intent', 0],
      ['fenced', null, { by: 'p-2' }],
      ['failed', 0, { code: 'run.half-done' }],
      ['undo intent', 0],
      ['undone', 0],
    ]
    expect(nextMove(plan, journalOf(fenced), now())).toEqual({ do: 'park', by: 'p-2' })
  })

  test('ends well when nothing is left to do for it', () => {
    const over: Written = [
      ['looked', null],
      ['intent', 0],
      ['done', 0],
      ['intent', 1],
      ['failed', 1, { code: 'run.preempted', by: 'p-2' }],
    ]
    expect(nextMove(plan, journalOf(over), now(false, 'p-2'))).toEqual({ do: 'verify' })
  })
})
