import { describe, expect, test } from 'vitest'
import { limited } from '#cluster/facts/index/untried'
import { Failure } from '#src/errors'

describe('a trial', () => {
  test.each([
    ['sql.53400', 'temporary file size exceeds "temp_file_limit" (0kB).'],
    ['sql.55P03', 'canceling statement due to lock timeout.'],
    ['sql.57014', 'canceling statement due to statement timeout.'],
  ])(
    'that meets a limit of the observing login says nothing about the wish: %s',
    (code, message) => {
      expect(limited(new Failure(code, message, ''))).toEqual({
        kind: 'untried',
        because: `PostgreSQL says: ${message.slice(0, -1)}`,
        way: 'The build has the limits of the acting login.',
      })
    },
  )

  test('for which too many wait says so', () => {
    expect(limited(new Failure('cluster.crowded', '10 definitions wait.', 'Ask again.'))).toEqual({
      kind: 'untried',
      because: '10 definitions wait',
      way: 'Ask again.',
    })
  })

  test.each(['sql.53200', 'cluster.session-ended'])('that fails with %s is a failure', code => {
    const failure = new Failure(code, 'No.', '')
    expect(() => limited(failure)).toThrow(failure)
  })
})
