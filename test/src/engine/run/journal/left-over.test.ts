import { describe, expect, test } from 'vitest'
import { cleanupOf, hasCleanup, leftOver } from '#engine/run/journal/left-over'
import { shownAction } from '#engine/show/step'
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
    expect(found.map(one => [one.step, one.text])).toEqual(left)
    for (const one of found)
      expect(one).toMatchObject({ place: { node: 'n1', database: 'app' }, role: null })
  })
})

describe('cleanupOf', () => {
  const build = step('undo')
  const repaired = { ...build, action: { ...build.action, repair: 'drop a', tidy: 'drop a_old' } }

  test.each([
    ['takes a half-done effect back by the repair', 'partial', 'drop a'],
    ['takes the old copy away by the tidy', 'untidy', 'drop a_old'],
    ['is nothing where the effect is there', 'present', undefined],
    ['is nothing where the effect is not there', 'absent', undefined],
    ['is nothing where there is no question to ask', undefined, undefined],
  ] as const)('%s', (_, state, statement) => {
    const cleanup = cleanupOf(repaired, state)
    expect(cleanup && shownAction(cleanup.action).text).toBe(statement)
    expect(cleanupOf(build, state)).toBeUndefined()
    // A cleanup that is cut short has no further cleanup.
    expect(cleanup && hasCleanup({ ...repaired, action: cleanup.action })).not.toBe(true)
  })

  test('is called like the way back', () => {
    const { undo, ...alone } = repaired
    expect(cleanupOf(repaired, 'partial')?.title).toBe(undo?.title)
    expect(cleanupOf({ ...alone, undo: null }, 'partial')?.title).toBe('Clean up after “Build a”')
  })
})
