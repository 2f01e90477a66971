import { describe, expect, test } from 'vitest'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { cli, cliAs } from '#test/support/cli'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import { forMajor, major } from '#test/support/majors'
import { testServer } from '#test/support/postgres'
import { expectApart, failsFor, passwordOf, runAsPrinted } from '#test/support/printed-sql'

const managed = await testServer()
const howdah = await startHowdah({
  managed,
  inventory: {
    people: { operators: ['cli/tove'], approvers: ['cli/adam'] },
    clusters: {
      shop: {
        environment: 'sample',
        databases: ['shop', 'Old "shop"'],
        nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${managed.port}` }],
        credentials: {
          observe: `howdah_observe:${passwordOf('howdah_observe')}`,
          maintain: `howdah_maintain:${passwordOf('howdah_maintain')}`,
          ddl: `howdah_ddl:${passwordOf('howdah_ddl')}`,
          ha: `howdah_ha:${passwordOf('howdah_ha')}`,
          backup: `howdah_backup:${passwordOf('howdah_backup')}`,
        },
      },
    },
  },
})
const env = howdah.env
await managed.run(
  'postgres',
  `create role "app's owner" login password 'application'`,
  `create database shop owner "app's owner"`,
  `create database "Old ""shop""" owner "app's owner"`,
)
await managed.run(
  'shop',
  `set role "app's owner"; create table users (id int)`,
  'create table notes (id int)',
)

/** A terminal shows no back-ticks. */
const inTerminal = (words: string): string => words.replaceAll(/`([^`]*)`/g, '“$1”')

describe('howdah init --print-sql', () => {
  test('makes a control database that Howdah can work with, and whose record it cannot change', async () => {
    const control = await testServer()
    const { out, exit } = await cli({}, 'init', '--print-sql')
    expect(exit).toBe(0)
    // Both halves run on a fresh server, without any inventory.
    await runAsPrinted(control, out)
    const owner = control.url('howdah', 'howdah_owner', passwordOf('howdah_owner'))
    expect(await migrate(owner, 'howdah')).not.toEqual([])
    const store = openStore(control.url('howdah', 'howdah', passwordOf('howdah')))
    try {
      await store.query(
        `insert into howdah.audit (seq, body, prev, hash) values (1, '{}', repeat('0', 64), repeat('0', 64))`,
      )
      for (const statement of [
        `update howdah.audit set body = ''`,
        'delete from howdah.audit',
        'truncate howdah.audit',
        'alter table howdah.audit disable trigger audit_is_append_only',
        'create table mine (id int)',
        'create schema mine',
      ])
        await expect(store.query(statement)).rejects.toThrow(/permission denied|must be owner/)
    } finally {
      await store.close()
    }
  })

  test('gives logins of a cluster what they need, and no table of anybody', async () => {
    const before = await cliAs('tove', env, 'doctor')
    expect(before.out).toContain(
      'refuses howdah_observe: its password is another one, or there is no such login.',
    )
    expect(before.exit).toBe(1)

    const { out } = await cli(env, 'init', '--print-sql')
    await runAsPrinted(managed, out.slice(out.indexOf('-- shop: ')))
    const after = await cliAs('tove', env, 'doctor')
    expect(after.out).toContain('shop: all checks passed.')
    expect(after.out).toMatch(/^howdah_ddl: SET ROLE app's owner \(1 table\) +yes +shop +shop$/m)
    expect(after.out).toMatch(
      /^.*SET ROLE postgres \(1 table\) +never: a superuser’s +shop +shop$/m,
    )
    expect(after.out).toMatch(
      /^howdah_maintain: ALTER SYSTEM +no setting; each takes GRANT ALTER SYSTEM ON PARAMETER … TO howdah_maintain +shop +shop$/m,
    )
    expect(after.exit).toBe(0)

    // On 15 who may SET ROLE has the rights of that role at all times.
    const apart = major >= 16 ? 'permission denied' : 'it worked'
    const read = 'select * from users'
    expect(await failsFor(managed, 'howdah_observe', 'shop', read)).toContain('permission denied')
    expect(await failsFor(managed, 'howdah_ddl', 'shop', read)).toContain(apart)
    const logins = ['observe', 'maintain', 'ddl', 'ha', 'backup'].map(duty => `howdah_${duty}`)
    for (const login of logins)
      expect(await failsFor(managed, login, 'shop', 'create role mine')).toContain(
        'permission denied',
      )
    await expectApart(managed, logins)
    const setRole = `set role "app's owner"`
    expect(await failsFor(managed, 'howdah_observe', 'shop', setRole)).toContain(
      'permission denied',
    )
    expect(await failsFor(managed, 'howdah_ddl', 'shop', setRole)).toBe('it worked')
    expect(await failsFor(managed, 'howdah_ddl', 'shop', 'set role pg_monitor')).toContain(apart)
  })

  test('is enough for a change from request to end', async () => {
    await howdah.start()
    const asked = await cliAs('tove', env, 'index', 'create', 'users', 'columns=id')
    const plan = /^(p-[0-9a-z]{7}): /m.exec(asked.out)?.[1] ?? asked.err
    const message = await howdah.message(one => wordsOf(one).includes(plan), plan)
    expect((await cliAs('adam', env, 'plan', 'approve', plan)).exit).toBe(0)
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
  })

  test('has a session ended by the login for maintenance, which is not the one of the owners', async () => {
    const client = await managed.connect('shop', `app's owner`, 'application')
    const ended = new Promise<void>(resolve => client.once('end', resolve))
    client.on('error', () => {})
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const asked = await cliAs('tove', env, 'session', 'terminate', String(rows[0]?.pid))
    const plan = /^(p-[0-9a-z]{7}): /m.exec(asked.out)?.[1] ?? asked.err
    const message = await howdah.message(one => wordsOf(one).includes(plan), plan)
    expect((await cliAs('adam', env, 'plan', 'approve', plan)).exit).toBe(0)
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
    await ended
  })

  test('is what the grants of doctor bring back', async () => {
    await managed.run('shop', 'revoke execute on function pg_control_system() from public')
    const plan = await cliAs('tove', env, 'index', 'create', 'users', 'columns=id desc')
    expect(`${plan.out}${plan.err}`).toMatch(/permission denied .*pg_control_system[^]*doctor/)
    await managed.run(
      'shop',
      `revoke "app's owner" from howdah_ddl`,
      'revoke pg_signal_backend from howdah_maintain',
      'revoke execute on function pg_promote(boolean, integer) from howdah_ha',
      'alter role howdah_backup noreplication',
      'revoke pg_monitor from howdah_observe',
      'revoke execute on function pg_reload_conf() from howdah_maintain',
      'revoke select on pg_file_settings from howdah_observe',
      'drop extension pg_stat_statements',
      'revoke connect on database shop from public, howdah_ddl',
    )
    await managed.run(
      'postgres',
      major >= 16
        ? 'grant pg_monitor to howdah_ddl with inherit false'
        : 'revoke pg_monitor from howdah_ddl',
    )
    await managed.run(
      'shop',
      'create schema crm',
      'create table crm.mails ()',
      `alter table crm.mails owner to "app's owner"`,
      'create schema "My types"',
      'create domain "My types".mail as text',
      'create table mails (mail "My types".mail)',
      'revoke temporary on database shop from public, howdah_observe',
      'revoke execute on function pg_blocking_pids(int), pg_try_advisory_lock(int, int) from public',
      'revoke select on pg_stat_activity from public',
      `alter role howdah_ddl valid until '2026-01-01'`,
    )
    const { out, exit } = await cliAs('tove', env, 'doctor', 'shop')
    for (const grant of [
      `\`GRANT "app's owner" TO howdah_ddl WITH INHERIT FALSE, SET TRUE;\``,
      '`GRANT pg_signal_backend TO howdah_maintain WITH INHERIT TRUE;`',
      '`GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO howdah_ha;`',
      '`ALTER ROLE howdah_backup REPLICATION;`',
      '`GRANT pg_monitor TO howdah_observe WITH INHERIT TRUE;`',
      '`GRANT EXECUTE ON FUNCTION pg_reload_conf() TO howdah_maintain;`',
      '`GRANT SELECT ON pg_file_settings TO howdah_observe;`',
      'there are no figures of queries. Let a superuser run CREATE EXTENSION',
      '`GRANT EXECUTE ON FUNCTION pg_blocking_pids(integer), pg_control_system() TO howdah_observe;`',
      '`GRANT CONNECT ON DATABASE shop TO howdah_ddl;`',
      '`GRANT TEMPORARY ON DATABASE shop TO howdah_observe;`',
      '`GRANT USAGE ON SCHEMA "My types" TO howdah_observe;`',
      `\`GRANT USAGE, CREATE ON SCHEMA crm TO "app's owner";\``,
      '`GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(integer,integer) TO howdah_ddl;`',
      '`GRANT SELECT ON pg_stat_activity TO howdah_ddl;`',
      '`GRANT pg_monitor TO howdah_ddl WITH INHERIT TRUE;`',
      "`ALTER ROLE howdah_ddl VALID UNTIL 'infinity';`",
    ])
      expect(out).toContain(inTerminal(forMajor(grant)))
    expect(exit).toBe(1)
    const file = await cliAs('tove', env, 'doctor', '--save', '-')
    await runAsPrinted(managed, file.out)
    expect((await cliAs('tove', env, 'doctor')).out).toContain('shop: all checks passed.')
  })

  test('is not enough with another password than the inventory’s, as doctor says', async () => {
    await managed.run('postgres', `alter role howdah_ddl password 'another'`)
    expect((await cliAs('tove', env, 'doctor')).out).toContain(
      'shop, shop: howdah_ddl can do nothing on shop-1. shop-1 refuses howdah_ddl: its password is another one',
    )
  })
})

describe('howdah init --print-sql, run by an administrator who is no superuser,', () => {
  test('grants the owners that the administrator may grant, whatever the administrator owns', async () => {
    await managed.run(
      'postgres',
      `create role dbadmin login createrole password 'dbadmin'`,
      'create role "first owner"',
      'create role boss',
      'grant postgres to boss',
      'grant "first owner" to dbadmin with admin option',
      'create database admins owner dbadmin',
    )
    for (const [owner, table] of [
      ['dbadmin', 'a'],
      ['first owner', 'b'],
      ['boss', 'c'],
    ])
      await managed.run(
        'admins',
        `create table ${table} ()`,
        `alter table ${table} owner to "${owner}"`,
      )
    const { out } = await cli(env, 'init', '--print-sql')
    const block = /^do \$\$ declare owner name[^]*?^end \$\$;$/m.exec(out)?.[0] ?? ''
    const client = await managed.connect('admins', 'dbadmin', 'dbadmin')
    const warnings: string[] = []
    client.on('notice', ({ message }) => warnings.push(message ?? ''))
    await client.query(block)
    await client.end()
    // On 15 CREATEROLE grants any role but a superuser.
    const itself = major >= 16 ? [] : [{ role: 'dbadmin' }]
    expect(warnings.join()).toMatch(
      major >= 16 ? /^dbadmin stays out of reach(?!.*stays out)/ : /^$/,
    )
    const may = await managed.query(
      'admins',
      `select r as role from unnest(array['dbadmin', 'first owner', 'boss']) r where pg_has_role('howdah_ddl', r, '${major >= 16 ? 'SET' : 'MEMBER'}')`,
    )
    expect(may).toEqual([...itself, { role: 'first owner' }])
  })
})
