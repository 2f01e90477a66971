import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { explain, sqlstateOf } from '#cluster/clients/postgres/connection'

const socketError = (code: string): Error => Object.assign(new Error(`write ${code}`), { code })
const answer = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('no', 2, 'error'), { code })

describe('an error of a connection', () => {
  test.each(['EPIPE', 'EPERM', 'ECONNRESET'])('%s of a socket is no SQLSTATE', code => {
    expect(sqlstateOf(socketError(code))).toBeNull()
    expect(explain(socketError(code), 'shop-1')).toMatchObject({
      code: 'cluster.unreachable',
      unknown: true,
    })
  })

  test('is an answer of PostgreSQL by its SQLSTATE', () => {
    expect(explain(answer('42501'), 'shop-1')).toMatchObject({ code: 'sql.42501', unknown: false })
    expect(explain(answer('57P01'), 'shop-1')).toMatchObject({ code: 'sql.57P01', unknown: true })
  })
})
