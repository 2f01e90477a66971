import { describe, expect, test } from 'vitest'
import { restoreInput } from '#playbooks/restore/input'

describe('restore.point-in-time', () => {
  test.each([
    ['to', 'yesterday', 'Write a moment as'],
    ['to', '2026-02-30 10:00', 'Write a moment as'],
    ['lsn', '3000060', 'Write an LSN as `0/3000060`'],
    ['end', 'for ever', 'Write `90 minutes`, `8 hours` or `3 days`, at most 30 days'],
    ['end', '31 days', 'Write `90 minutes`, `8 hours` or `3 days`, at most 30 days'],
  ])('takes no %s of %s', (key, said, words) => {
    expect(restoreInput.safeParse({ [key]: said }).error?.issues[0]?.message).toContain(words)
  })

  test('reads a moment twice as the same', () => {
    const { to } = restoreInput.parse({ to: '2026-11-30 03:05:00.25 +01:00' })
    expect(to).toBe('2026-11-30T02:05:00.25Z')
    expect(restoreInput.parse({ to }).to).toBe(to)
  })
})
