import { describe, expect, test } from 'vitest'
import { endsBy } from '#engine/plan/ends-by'
import type { Step } from '#model/plan'
import { step } from '#test/support/written'

const state = { text: 'select', values: [] }
const { action } = step('undo')
const seen: Step = { ...step('undo'), action: { ...action, state } }
const unseen = step('undo')
const holding: Step = { ...unseen, halts: 'hold' }
const lasting: Step = {
  ...seen,
  undo: null,
  effects: [{ change: 'create', kind: 'index', object: 'a' } as never],
}

describe('the end of a window', () => {
  test.each([
    ['a step that holds', [holding], ['finish', 'hold', 'hold']],
    ['a step whose effect a look can tell', [seen], ['finish', 'finish', 'cancel']],
    ['a step that nobody can see', [unseen], ['finish', 'finish', 'finish']],
    [
      'a step after a point of no return',
      [{ ...seen, onFailure: 'finish' as const }],
      ['finish', 'finish', 'finish'],
    ],
    ['a step after one that goes back', [seen, seen], ['finish', 'finish', 'cancel']],
    ['a step after one that has no way back', [lasting, seen], ['finish', 'finish', 'finish']],
    ['a step after one that holds', [holding, seen], ['finish', 'finish', 'finish']],
  ])('ends %s as the inventory says, where that can be', (_, steps: readonly Step[], ways) => {
    const index = steps.length - 1
    const found = (['finish', 'hold', 'cancel'] as const).map(one => endsBy({ steps }, index, one))
    expect(found).toEqual(ways)
  })
})
