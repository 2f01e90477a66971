import { describe, expect, test } from 'vitest'
import { leftOver } from '#engine/journal/left-over'
import { journalOf, step, type Written } from '#test/support/written'

const plan = { steps: [step('undo'), step('undo', 'Build b')] }
const failed = (at: number, statement?: string) =>
  ['undo failed', at, statement === undefined ? {} : { statement }] as const

describe('leftOver', () => {
  test.each<readonly [string, Written, readonly [number, string][]]>([
    ['is nothing where nothing was taken back', [['done', 0]], []],
    [
      'is every step whose undo failed, with the statement that did',
      [failed(1, 'drop b'), failed(0, 'drop a')],
      [
        [0, 'drop a'],
        [1, 'drop b'],
      ],
    ],
    ['is no step that has no way back', [failed(0)], []],
    ['is no step that was taken back', [failed(1, 'drop b'), ['undone', 0]], [[1, 'drop b']]],
  ])('%s', (_, entries, left) => {
    const found = leftOver(plan, journalOf(entries))
    expect(found.map(one => [one.step, one.statement])).toEqual(left)
    for (const one of found) expect(one).toMatchObject({ node: 'n1', database: 'app', role: null })
  })
})
