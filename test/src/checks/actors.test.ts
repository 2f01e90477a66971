/** The demands of doctor on each acting login, by the duties in the inventory. */
import { describe, expect, test } from 'vitest'
import type { Logins } from '#model/configuration'
import { nobody } from '#test/support/commands/cluster'
import { act, answered, lacking, look, reads } from '#test/support/facts/doctor'

const named = (user: string) => ({ user, password: '' })
const observe = named('look')
const none = { ...act, signals: lacking, promotes: false, replicates: false }

const problems = (duties: Partial<Logins>, login = none) =>
  reads([answered({ logins: [look, login] })], { credentials: { observe, ...nobody, ...duties } })
    .lines

describe('doctor, of a login that acts,', () => {
  test.each<[keyof Logins, readonly string[]]>([
    ['ddl', []],
    [
      'maintain',
      [
        'act may not cancel or end sessions. Let a superuser run: `GRANT pg_signal_backend TO act WITH INHERIT TRUE;`',
      ],
    ],
    [
      'ha',
      [
        'act may not promote a replica. Let a superuser run: `GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO act;`',
        'act may not make a replication slot. Let a superuser run: `ALTER ROLE act REPLICATION;`',
      ],
    ],
    [
      'backup',
      ['act may not take a base backup. Let a superuser run: `ALTER ROLE act REPLICATION;`'],
    ],
  ])('asks for duty %s what that duty needs, and nothing more', (duty, lines) => {
    expect(problems({ [duty]: named('act') })).toEqual(lines)
  })

  test('is content with a login that has all rights, in every duty', () => {
    const all = {
      maintain: named('act'),
      ddl: named('act'),
      ha: named('act'),
      backup: named('act'),
    }
    expect(problems(all, act)).toEqual([])
  })

  test('says of a cluster without a login for ddl that no index is changed', () => {
    const read = reads([answered()], {
      credentials: { observe, ...nobody, maintain: named('act') },
    })
    expect(read.table?.rows).toContainEqual([
      'login for ddl',
      'none: no index is changed',
      'shop',
      'app',
    ])
  })

  test('names each login that the server does not know', () => {
    expect(problems({ ha: named('switcher'), backup: named('copier') })).toEqual([
      'shop has no login switcher, which the inventory names to act: `howdah init --print-sql` prints it.',
      'shop has no login copier, which the inventory names to act: `howdah init --print-sql` prints it.',
    ])
  })

  test('tells of each login by itself where it cannot sign in', () => {
    const logins = [look, act, { ...act, login: 'switcher' }]
    const signIns = [
      { login: 'act', node: 'shop-1', refused: null },
      { login: 'switcher', node: 'shop-1', refused: 'No.' },
    ]
    expect(
      reads([answered({ logins, signIns })], {
        credentials: { observe, ...nobody, ddl: named('act'), ha: named('switcher') },
      }).lines,
    ).toEqual(['shop, app: switcher can do nothing on shop-1. No.'])
  })
})
