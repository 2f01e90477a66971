import { describe, expect, test } from 'vitest'
import {
  ownReads,
  ownRun,
  type Session,
  sessionLabelOf,
  wayToFree,
} from '#cluster/facts/session/sessions'

const session: Session = {
  pid: 4711,
  backendStart: '1795435200000000',
  statementStart: null,
  transactionStart: null,
  user: 'app',
  application: 'billing',
  client: null,
  database: 'shop',
  state: 'active',
  inTransaction: 720,
  inStatement: 720,
  inState: 720,
  waitsFor: null,
  query: null,
  kind: 'client backend',
  superuser: false,
}

describe('a session with a name of Howdah’s', () => {
  const logins = { observe: 'howdah_observe', ddl: 'howdah_ddl', ha: null }
  const run = { ...session, application: 'howdah r-1a2b3c 7' }
  const look = { ...session, application: 'howdah look' }

  test('is Howdah’s under a login of Howdah’s', () => {
    expect(ownRun({ ...run, user: 'howdah_ddl' }, logins)).toBe('r-1a2b3c')
    expect(ownReads({ ...look, user: 'howdah_observe' }, logins)).toBe(true)
    expect(wayToFree({ ...look, user: 'howdah_observe' }, logins)).toBeNull()
  })

  test.each(['app', null])('is a client’s like any other under %s', user => {
    expect(ownRun({ ...run, user }, logins)).toBeUndefined()
    expect(ownReads({ ...look, user }, logins)).toBe(false)
    expect(wayToFree({ ...look, user }, logins)).toBe('cancel')
  })
})

describe('a session', () => {
  test.each([
    ['idle', { inTransaction: null, inStatement: 900, inState: 40 }, 'idle for 40 s'],
    ['idle in transaction', {}, 'idle in transaction for 12 min'],
    [
      'idle in transaction',
      { inStatement: 45, inState: 40 },
      'idle in transaction for 40 s, transaction open for 12 min',
    ],
    [
      'active',
      { inTransaction: 3_600, inStatement: 3, inState: 3 },
      'active for 3 s, transaction open for 60 min',
    ],
    ['active', { inTransaction: 4, inStatement: 1 }, 'active for 1 s'],
    ['active', { inTransaction: 700, inStatement: 600 }, 'active for 10 min'],
    [null, { inTransaction: null, inStatement: null, inState: null }, 'no state'],
  ])('that is %s is described by how long it is so: %o', (state, more, said) => {
    expect(sessionLabelOf({ ...session, state, ...more })).toBe(`pid 4711 (billing, ${said})`)
  })

  test('of autovacuum is described by what it does, and how long it does that', () => {
    const vacuum = {
      ...session,
      kind: 'autovacuum worker',
      query: 'autovacuum: VACUUM public.users',
    }
    expect(sessionLabelOf({ ...vacuum, inStatement: 30 })).toBe(
      'autovacuum, pid 4711 (VACUUM public.users, for 30 s; it gives way by itself)',
    )
    const hidden = { ...vacuum, query: null, inStatement: null }
    expect(sessionLabelOf(hidden)).toContain('(what it does is hidden; it gives way by itself)')
  })
})
