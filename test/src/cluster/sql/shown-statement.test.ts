import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shownStatement } from '#cluster/sql/shown-statement'

const secret = 'SECRET'
const quoted = `'${secret}'`

describe('a statement that people see', () => {
  test.each([
    ['set app.password = SECRET', 'set …'],
    ['/* first */ SET x TO SECRET', 'set …'],
    [`alter role app password ${quoted}`, 'alter role …'],
    ['alter role app set search_path to SECRET', 'alter role …'],
    ['alter database shop set x to SECRET', 'alter database …'],
    ['alter system set x = SECRET', 'alter system …'],
    [`create user mapping for app server s options (user ${quoted})`, 'create user mapping …'],
    [`create subscription s connection ${quoted} publication p`, 'create subscription …'],
    [`create or replace function f() returns int language sql as ${quoted}`, 'create function …'],
    ['create trigger t after insert on a execute function f(SECRET)', 'create trigger …'],
    [`do $$ begin perform ${quoted}; end $$`, 'do …'],
    ['call pay(SECRET)', 'call …'],
    ['execute p(SECRET)', 'execute …'],
    ['explain analyze execute p(SECRET)', 'explain …'],
    ['create table t as execute p(SECRET)', 'create table …'],
    ['prepare p as select SECRET', 'prepare …'],
    ['listen SECRET', 'listen …'],
    [`notify SECRET, ${quoted}`, 'notify …'],
    [`security label on table a is ${quoted}`, 'security …'],
    [`comment on table a is ${quoted}`, 'comment …'],
    ['copy a from stdin', 'copy …'],
    [`copy a from program ${quoted}`, 'copy …'],
    ['vacuum (index_cleanup SECRET) a', 'vacuum …'],
    ['alter table a set (x = SECRET), alter column b set default SECRET', 'alter table …'],
    ['start_replication slot SECRET logical 0/0', 'start_replication …'],
  ])('is told by its kind where a value may stand anywhere: %s', (text, shown) =>
    expect(shownStatement(text)).toBe(shown),
  )

  test.each([
    ['copy a from stdin;\nSECRET\tSECRET', 'copy …'],
    ['SECRET', '…'],
    ['SECRET;', '…'],
    ['create SECRET', 'create …'],
    ['with a as (select SECRET', 'with …'],
    [`select ${'('.repeat(20_000)}SECRET`, 'select …'],
    [`select ${'SECRET, '.repeat(10_000)}1`, 'select …'],
  ])('is told by its kind where the parser cannot read it', (text, shown) =>
    expect(shownStatement(text)).toBe(shown),
  )

  test.each([
    ['insert into t values (SECRET, a.SECRET)', 'insert into t values (…, …)'],
    [
      'insert into t (a) values (SECRET) on conflict (a) do update set a = excluded.a returning a',
      'insert into t (a) values (…) on conflict (a) do update set a = excluded.a returning a',
    ],
    ['select f(SECRET)', 'select f(…)'],
    ['select a from t union select SECRET order by a', 'select a from t union select … order by a'],
    ['with x as (select SECRET) select a from x', 'with x as (select …) select a from x'],
    ['select a from t where email = "SECRET@example.org"', 'select a from t where email = …'],
    [
      'delete from t where é = 1 and x."SECRET@example.org".y = 2',
      'delete from t where é = … and … = …',
    ],
  ])('hides a value that lacks its quotes: %s', (text, shown) =>
    expect(shownStatement(text)).toBe(shown),
  )

  test.each([
    ["update users set email = 'a@b.c' where id = 42", 'update users set email = … where id = …'],
    ['select 1; set x to SECRET; lock table t', 'select …; set …; lock table t'],
    ['select id from t where a in ($1 /*, ... */)', 'select id from t where a in ($1, …)'],
    [
      'create index concurrently a on b (c, lower(d))',
      'create index concurrently a on b (c, lower(d))',
    ],
    ['alter table t add column c text', 'alter table t add column c text'],
    ['vacuum (analyze, index_cleanup off) t', 'vacuum (analyze, index_cleanup off) t'],
    ['-- nothing', ''],
  ])('keeps its shape: %s', (text, shown) => expect(shownStatement(text)).toBe(shown))

  test.each([
    [`update t set a = '{"name": "SECR`, 'update t set a = …'],
    [`insert into t (a, b) values (${quoted}, 'SECR`, 'insert into t (a, b) values (…, …'],
    [
      `select a from t where b in (select c from u where d = ${quoted} and e.f`,
      'select a from t where b in (select c from u where d = … and e.f …',
    ],
    [`select 'a\\'b', id from t where x = SECRET`, 'select …'],
  ])('keeps what can be read of it where PostgreSQL cut it off: %s', (text, shown) =>
    expect(shownStatement(text)).toBe(shown),
  )

  const value = fc.constantFrom(quoted, `E'\\'${secret}'`, `$q$${secret}$q$`, `U&${quoted}`)
  const bare = fc.constantFrom(secret, `"${secret}@example.org"`, `"a ${secret}@b"`)
  const text = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('insert into t values (', 'select f(', 'values (', 'set a to ', 'call p('),
        fc.array(fc.oneof(value, bare), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(')', ') returning a', ' ', ''),
      )
      .map(([head, values, tail]) => `${head}${values.join(', ')}${tail}`),
    fc
      .tuple(
        fc.constantFrom(
          'alter role a password',
          'comment on table t is',
          'notify a,',
          'create user a password',
          'do',
          'update t set a =',
          'select a from t where b =',
          'security label on table t is',
        ),
        value,
      )
      .map(parts => parts.join(' ')),
  )

  test('shows no value, whatever comes before and after and wherever it is cut off', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), fc.nat(), (all, cut) => {
        const whole = all.join('; ')
        expect(shownStatement(whole)).not.toContain('SECR')
        const short = whole.slice(0, cut % (whole.length + 1))
        expect(shownStatement(short)).not.toContain('SECR')
      }),
      { numRuns: 300 },
    )
  })
})
