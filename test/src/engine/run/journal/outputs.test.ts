import { describe, expect, test } from 'vitest'
import { outputsIn, unheardIn } from '#engine/run/journal/outputs'
import { journalOf, type Written } from '#test/support/written'

const lsn = { from: 0, output: 'lsn' }
const heard = (value: string) => ({ outputs: { lsn: value } })

describe('the outputs of a run', () => {
  test.each<readonly [string, Written, readonly (readonly [number, object])[]]>([
    ['are none before a step is done', [['intent', 0]], []],
    ['are those of the steps that are done', [['done', 0, heard('0/1')]], [[0, { lsn: '0/1' }]]],
    ['are none of a step that was found done', [['done', 0, { found: true }]], []],
    ['are none of a step that a person settled', [['settled', 0, { done: true }]], []],
    [
      'are none from before the run was parked',
      [
        ['done', 0, heard('0/1')],
        ['parked', null],
      ],
      [],
    ],
    [
      'are those of the newest performance',
      [
        ['done', 0, heard('0/1')],
        ['parked', null],
        ['done', 0, heard('0/2')],
      ],
      [[0, { lsn: '0/2' }]],
    ],
  ])('%s', (_, entries, outputs) => {
    expect([...outputsIn(journalOf(entries))]).toEqual(outputs)
  })
})

describe('an action that names an output', () => {
  test.each<readonly [string, Written, string]>([
    [
      'that a person settled the step of',
      [
        ['failed', 0, { code: 'run.unknown' }],
        ['settled', 0, { done: true }],
      ],
      'a person said that the step was done, and nobody heard its answer.',
    ],
    ['of a step that failed', [['failed', 0]], 'the step failed.'],
    [
      'of a step that was found done',
      [['done', 0, { found: true }]],
      'the step was found done after its answer was lost with a connection.',
    ],
  ])('%s is not sent, and says why', (_, entries, why) => {
    const failure = unheardIn({ values: [lsn] }, journalOf(entries))
    expect(failure?.code).toBe('run.no-output')
    expect(failure?.message).toBe(`It needs the LSN that step 1 reads, which is not known: ${why}`)
    expect(failure?.passes).toBe(false)
  })

  test('is sent once the output is known', () => {
    expect(unheardIn({ values: [lsn] }, journalOf([['done', 0, heard('0/1')]]))).toBeUndefined()
  })
})
