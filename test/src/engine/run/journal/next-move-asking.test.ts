import { describe, expect, test } from 'vitest'
import { type Now, nextMove } from '#engine/run/journal/next-move'
import { journalOf, step, type Written } from '#test/support/written'

const now = (stop: string | null = null): Now => ({ token: 1, stop, preempted: null })

describe('nextMove', () => {
  describe('of a step of which nobody can tell whether it was done', () => {
    const asking = {
      cluster: 'shop',
      steps: [step('undo'), step('undo', 'Build b'), step('finish', 'Analyze')],
    }
    const unknown: Written = [
      ['looked', null],
      ['intent', 0],
      ['done', 0],
      ['intent', 1],
      ['failed', 1, { code: 'run.unknown', message: 'It was interrupted' }],
    ]
    const settled = (done: boolean): Written => [
      ...unknown,
      ['settled', 1, { done, name: 'adam', reason: 'I looked' }],
    ]
    const moveAfter = (entries: Written, stop: string | null = null) =>
      nextMove(asking, journalOf(entries), now(stop))

    test('asks a person', () => {
      expect(moveAfter(unknown)).toEqual({ do: 'ask', step: 1 })
    })

    test('goes on after it when it was done, and takes it back when a person then stops', () => {
      expect(moveAfter(settled(true))).toEqual({ do: 'step', step: 2, resumed: false, sent: false })
      expect(moveAfter(settled(true), 'olga')).toEqual({ do: 'undo', step: 1, resumed: false })
    })

    test('takes back what was done before it when it was not done, and never repeats it', () => {
      expect(moveAfter(settled(false))).toEqual({ do: 'undo', step: 0, resumed: false })
      expect(moveAfter([...settled(false), ['undo intent', 0], ['undone', 0]])).toEqual({
        do: 'end',
        outcome: 'failed',
        ending:
          'It was interrupted. It was not done, says adam: I looked. To put things back, Howdah did this: Drop what Build a made. Everything is as it was before.',
      })
    })

    test('takes back what can be when a person stops instead of answering', () => {
      expect(moveAfter(unknown, 'olga')).toEqual({ do: 'undo', step: 1, resumed: false })
    })
  })

  test('a person who is asked answers with Stop', () => {
    const plan = { cluster: 'shop', steps: [step('ask')] }
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['failed', 0, { message: 'It was interrupted' }],
    ])
    expect(nextMove(plan, journal, now())).toEqual({ do: 'ask', step: 0 })
    expect(nextMove(plan, journal, now('olga'))).toMatchObject({ do: 'undo', step: 0 })
  })
})
