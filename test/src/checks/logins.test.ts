import { describe, expect, test } from 'vitest'
import type { DatabaseAnswered } from '#checks/databases'
import { aboutShop } from '#test/support/commands/cluster'
import { act, answered, apart, lacking, look, owner, reads } from '#test/support/facts/doctor'

type Case = readonly [string, Partial<DatabaseAnswered>, string, string]

describe('doctor, of roles,', () => {
  test.each<Case>([
    [
      'the same before PostgreSQL 16',
      { cluster: aboutShop({ version: 15 }), logins: [{ ...look, monitors: lacking }, act] },
      'look does not see what others run. Let a superuser run: `GRANT pg_monitor TO look; ALTER ROLE look INHERIT;`',
      'GRANT pg_monitor TO look; ALTER ROLE look INHERIT;',
    ],
    [
      'a login that inherits nothing of what it was granted before PostgreSQL 16',
      { cluster: aboutShop({ version: 15 }), logins: [look, { ...act, signals: apart }] },
      'act may not cancel or end sessions. Let a superuser run: `ALTER ROLE act INHERIT;`',
      'ALTER ROLE act INHERIT;',
    ],
    [
      'a login that would inherit what it was not granted before PostgreSQL 16',
      {
        cluster: aboutShop({ version: 15 }),
        logins: [{ ...look, inherits: true, monitors: lacking }, act],
      },
      'look does not see what others run. Let a superuser run: `GRANT pg_monitor TO look;`',
      'GRANT pg_monitor TO look;',
    ],
    [
      'a login that may become a superuser',
      {
        logins: [
          look,
          {
            ...act,
            becomes: {
              superuser: 'postgres',
              revokes: ['REVOKE boss FROM act GRANTED BY postgres'],
            },
          },
        ],
      },
      'act may become postgres, a superuser, which Howdah never needs and refuses in production. Let a superuser run: `REVOKE boss FROM act GRANTED BY postgres;`',
      'REVOKE boss FROM act GRANTED BY postgres;',
    ],
  ])('says what is missing of %s', (_, more, line, grant) => {
    const read = reads([answered(more)])
    expect(read.lines).toEqual([line])
    expect(read.file?.text).toBe(`-- shop\n\\connect "app"\n${grant}\n`)
  })

  test.each([
    [
      'rds',
      'act may not act as shop, who owns 3 tables in app, and nobody but the provider may grant shop. Let shop give each table to a role that can be granted: `ALTER TABLE … OWNER TO …;`',
    ],
    [
      'patroni',
      'act may not act as shop, who owns 3 tables. Let a superuser run: `GRANT shop TO act WITH INHERIT FALSE, SET TRUE;`',
    ],
  ] as const)('asks at %s for a GRANT only where somebody may give it', (provider, line) => {
    const seen = answered({
      cluster: aboutShop({ provider }),
      owners: [{ ...owner, grantable: false, may: false }],
    })
    expect(reads([seen], { provider }).lines).toEqual([line])
  })

  test.each([
    ['shop', 'never: a superuser’s'],
    ['postgres', 'never: may become postgres'],
  ])('asks for no right of an owner who is %s, a superuser', (superuser, state) => {
    for (const may of [true, false]) {
      const read = reads([answered({ owners: [{ ...owner, superuser, may }] })])
      expect(read.table?.rows).toContainEqual([
        'act: SET ROLE shop (3 tables)',
        state,
        'shop',
        'app',
      ])
      expect(read.title).toBe('shop: all checks passed.')
    }
  })
})
