import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { overTemporary, roomFor } from '#playbooks/shared/sort-room'
import { limitFacts, MB } from '#test/support/facts/index'

const sorting = { what: 'build', actor: 'howdah', method: 'btree', size: 12 * MB } as const
const limits = limitFacts({ sortBytes: MB, temporaryBytes: 2 * MB })

describe('the room of a sort', () => {
  test('is on disk when memory is too small for it', () => {
    expect(roomFor(10, { sortBytes: 10 })).toBe(10)
    expect(roomFor(11, { sortBytes: 10 })).toBe(22)
  })

  test('is refused above the limit of temporary files', () => {
    expect(overTemporary({ ...sorting, limits })).toEqual(
      refusal(
        'The build may sort about 12 MB in temporary files, and temp_file_limit of howdah is 2.0 MB.',
        'Raise temp_file_limit of howdah, or its maintenance_work_mem to more than 12 MB.',
      ),
    )
    expect(
      overTemporary({ ...sorting, method: 'hash', limits: { ...limits, processes: 9 } }),
    ).toBeDefined()
  })

  test.each([
    ['without a limit', { limits: { ...limits, temporaryBytes: null } }],
    ['that fits into memory', { limits: { ...limits, sortBytes: 12 * MB } }],
    ['that fits into the files', { limits: { ...limits, temporaryBytes: 12 * MB } }],
    ['that several processes share', { limits: { ...limits, processes: 6 } }],
    ['of a method that does not sort', { method: 'gin', limits }],
  ])('is let through %s', (_, more) => {
    expect(overTemporary({ ...sorting, ...more })).toBeUndefined()
  })
})
