import { describe, expect, test } from 'vitest'
import type { DatabaseAnswered } from '#checks/databases'
import { act, answered, look, reads } from '#test/support/facts/doctor'

type Case = readonly [string, Partial<DatabaseAnswered>, string, string]

const refused = 'password authentication failed for user "act". Check the password.'

describe('doctor, of what Howdah does with its logins,', () => {
  test.each<Case>([
    [
      'an acting password that has expired',
      {
        logins: [look, { ...act, expired: '2026-11-28T10:00:00+00:00' }],
        signIns: [{ login: 'act', node: 'shop-1', refused }],
      },
      'The password of act expired at 2026-11-28 10:00 UTC.',
      "ALTER ROLE act VALID UNTIL 'infinity';",
    ],
    [
      'an acting password that expired in another time zone',
      { logins: [look, { ...act, expired: '2026-11-28T10:00:00+05:30' }] },
      'The password of act expired at 2026-11-28 04:30 UTC.',
      "ALTER ROLE act VALID UNTIL 'infinity';",
    ],
    [
      'an acting password that was never valid',
      { logins: [look, { ...act, expired: '-infinity' }] },
      'The password of act expired at -infinity.',
      "ALTER ROLE act VALID UNTIL 'infinity';",
    ],
    [
      'a role that is no login',
      {
        logins: [look, { ...act, mayLogIn: false }],
        signIns: [{ login: 'act', node: 'shop-1', refused }],
      },
      'act, which the inventory names to act, may not log in.',
      'ALTER ROLE act LOGIN;',
    ],
    [
      'TEMPORARY',
      { logins: [{ ...look, temporary: false }, act] },
      'look may not make temporary tables, so no index can be tried before it is planned.',
      'GRANT TEMPORARY ON DATABASE app TO look;',
    ],
    [
      'functions of the catalogue, in one statement',
      { logins: [look, { ...act, uncallable: ['a()', 'b(integer)'] }] },
      'act may not call a(), b(integer), which Howdah asks with it.',
      'GRANT EXECUTE ON FUNCTION a(), b(integer) TO act;',
    ],
    [
      'views of the catalogue',
      { logins: [look, { ...act, unreadable: ['pg_stat_activity'] }] },
      'act may not read pg_stat_activity, which Howdah reads with it.',
      'GRANT SELECT ON pg_stat_activity TO act;',
    ],
    [
      'a schema that may not be used',
      { logins: [{ ...look, unusable: ['"My types"'] }, act] },
      'look may not use schema "My types", which holds types of columns or the figures of queries.',
      'GRANT USAGE ON SCHEMA "My types" TO look;',
    ],
  ])('tells %s', (_, more, line, grant) => {
    expect(reads([answered(more)]).lines).toEqual([`${line} Let a superuser run: \`${grant}\``])
  })

  test('tells on which node the acting login cannot sign in', () => {
    const read = reads([
      answered({
        signIns: [
          { login: 'act', node: 'shop-1', refused: null },
          { login: 'act', node: 'shop-2', refused },
        ],
      }),
    ])
    expect(read.lines).toEqual([`shop, app: act can do nothing on shop-2. ${refused}`])
    expect(read.file).toBeUndefined()
  })
})
