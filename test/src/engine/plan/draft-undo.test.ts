import { describe, expect, test } from 'vitest'
import { undoTitle } from '#engine/plan/draft-undo'

describe('the title of an undo', () => {
  test.each([
    ['Build index users_id_idx', 'Undo “Build index users_id_idx”'],
    ['Undo “Build index users_id_idx”', 'Redo “Build index users_id_idx”'],
    ['Redo “Build index users_id_idx”', 'Undo “Build index users_id_idx”'],
    ['Drop index “a” b', 'Undo “Drop index “a” b”'],
    ['Undo “Drop index “a” b”', 'Redo “Drop index “a” b”'],
  ])('of %s is %s', (headline, title) => {
    expect(undoTitle(headline)).toBe(title)
  })
})
