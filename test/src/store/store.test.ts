import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { explain } from '#store/store'

describe('an error of the control database', () => {
  test.each(['EPIPE', 'EPERM', 'ECONNRESET'])('%s of a socket is that it does not answer', code => {
    const error = Object.assign(new Error(`write ${code}`), { code })
    expect(explain(error)).toMatchObject({ code: 'store.unavailable', unknown: true })
  })

  test('stays as it is when it is an answer', () => {
    const error = Object.assign(new DatabaseError('no', 2, 'error'), { code: '23505' })
    expect(explain(error)).toBe(error)
  })
})
