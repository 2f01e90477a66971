import { describe, expect, test } from 'vitest'
import { expectOutputs } from '#engine/plan/expect-outputs'
import type { Step } from '#model/plan'
import { step } from '#test/support/written'

const lsn = { from: 0, output: 'lsn' }

const reading: Step = {
  ...step('undo'),
  action: {
    kind: 'read',
    node: 'n1',
    database: 'app',
    duty: 'observe',
    query: { text: 'select', values: [] },
    outputs: { lsn: 'lsn' },
    deadlineSeconds: 5,
  },
  undo: null,
}
const plain = step('undo')
const naming: Step = { ...plain, action: { ...plain.action, values: [lsn] } }

describe('a plan', () => {
  test('may name what an earlier step gives', () => {
    expect(() => expectOutputs([reading, naming])).not.toThrow()
  })

  test('may name in the way back what the step itself gives', () => {
    const back = { title: 'back', action: naming.action, effects: [] }
    expect(() => expectOutputs([{ ...reading, undo: back }])).not.toThrow()
    expect(() => expectOutputs([plain, { ...reading, undo: back }])).toThrow('step 1 reads')
  })

  test.each([
    ['of a later step', [naming, reading]],
    ['of no step', [naming]],
    ['that the step does not give', [plain, naming]],
    [
      'of an inherited name',
      [
        reading,
        { ...naming, action: { ...naming.action, values: [{ from: 0, output: 'constructor' }] } },
      ],
    ],
  ] as const)('is not made with an output %s', (_, steps) => {
    expect(() => expectOutputs(steps as readonly Step[])).toThrow('that step gives none')
  })
})
