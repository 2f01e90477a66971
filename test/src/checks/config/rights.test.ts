import { describe, expect, test } from 'vitest'
import type { LoginRights } from '#cluster/facts/role/rights'
import { loginsOf } from '#test/support/commands/cluster'
import { act, answered, look, reads } from '#test/support/facts/doctor'

const without = (login: LoginRights, more: Partial<LoginRights['settings']>): LoginRights => ({
  ...login,
  settings: { ...login.settings, ...more },
})

const rowsOf = (login: LoginRights): readonly (readonly string[])[] =>
  (reads([answered({ logins: [look, login] })]).table?.rows ?? []).filter(([what = '']) =>
    /ALTER SYSTEM|settings/.test(what),
  )

describe('doctor, of the rights to change settings,', () => {
  test('names what a login may not use, with the GRANT, in the order of the logins', () => {
    const seen = answered({
      logins: [
        without(look, { unreadable: ['pg_file_settings'] }),
        without(act, { uncallable: ['pg_reload_conf()', 'pg_show_all_file_settings()'] }),
      ],
    })
    const read = reads([seen])
    expect(read.lines).toEqual([
      'look may not use pg_file_settings, which `config set` and `config reset` need. Let a superuser run: `GRANT SELECT ON pg_file_settings TO look;`',
      'act may not use pg_reload_conf(), pg_show_all_file_settings(), which `config set` and `config reset` need. Let a superuser run: `GRANT EXECUTE ON FUNCTION pg_reload_conf() TO act; GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO act;`',
    ])
    expect(read.file?.text).toContain('GRANT SELECT ON pg_file_settings TO look;')
  })

  test('tells the settings that the acting login may change', () => {
    const granted = ['jit', 'max_wal_size', 'random_page_cost', 'work_mem']
    expect(rowsOf(without(act, { granted }))).toEqual([
      ['act: ALTER SYSTEM', 'jit, max_wal_size, random_page_cost and 1 more', 'shop', 'app'],
    ])
  })

  test('says how a setting is granted where none is, which is no problem', () => {
    const login = without(act, { granted: [] })
    expect(rowsOf(login)).toEqual([
      [
        'act: ALTER SYSTEM',
        'no setting; each takes GRANT ALTER SYSTEM ON PARAMETER … TO act',
        'shop',
        'app',
      ],
    ])
    expect(reads([answered({ logins: [look, login] })]).alarm).toBe(false)
  })

  test('asks for no GRANT of a superuser', () => {
    const login = { ...without(act, { uncallable: ['pg_reload_conf()'] }), superuser: true }
    expect(rowsOf(login)).toEqual([
      ['act: ALTER SYSTEM', 'every setting: a superuser', 'shop', 'app'],
    ])
  })

  test('asks for the rights to read back alone where Patroni is asked', () => {
    const denied = { uncallable: ['pg_show_all_file_settings()'] }
    const seen = answered({ logins: [without(look, denied), without(act, denied)] })
    const patroni = [{ node: 'shop-1', member: 'shop-1', url: 'https://db-1:8008' }]
    const read = reads([seen], { provider: 'patroni', patroni })
    expect(read.lines).toEqual([
      'look may not use pg_show_all_file_settings(), which `config set` and `config reset` need. Let a superuser run: `GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO look;`',
    ])
    expect(read.table?.rows.some(([what]) => what?.includes('ALTER SYSTEM'))).toBe(false)
  })

  test('asks nothing where Patroni or a provider manages the settings, or nobody acts', () => {
    const seen = answered({ logins: [without(look, { unreadable: ['pg_file_settings'] }), act] })
    for (const more of [
      { provider: 'patroni' },
      { provider: 'rds' },
      { credentials: loginsOf('look', null) },
    ] as const)
      expect(reads([seen], more).lines).toEqual([])
  })
})
