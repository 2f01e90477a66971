import { describe, expect, test } from 'vitest'
import { lineOf, tagOf } from '#cluster/sql/tag'

describe('the tag of a statement', () => {
  test.each([
    ['select /* User search */ id from users', 'User search'],
    ["select 1 /*controller='users',action='show'*/", "controller='users',action='show'"],
    ['select * from messages where id in ($1 /*, ... */)', null],
    ['select * from messages where id in ($1 /*, ... */) /* Inbox */', 'Inbox'],
    ['select /*+ IndexScan(users) */ id from users', null],
    ['select /*+ IndexScan(users) */ id from users /* User search */', 'User search'],
    ["comment on table users is 'see /* here */'", null],
    ['select "a /* b */" from users', null],
    ['select $$ /* quoted */ $$', null],
    ['select 1 -- /* off */\n, 2 /* on */', 'on'],
    ['select /**/ 1', null],
    [
      'select /* a long story, which is told in more than sixty characters and names nothing */ 1',
      null,
    ],
    ['select 1', null],
    // What a line of SQL, a terminal or a reader would take for something else.
    ['select 1 /* Search\ndrop table victims; -- */', null],
    ['select 1 /* Search\u2028drop table victims */', null],
    ['select 1 /* Se\u202earch */', null],
    ['select 1 /* of olga@example.org */', null],
    ["select 1 /*user='olga%40example.org'*/", null],
    ['select 1 /* call +49 30 1234567 */', null],
    ['select 1 /* Bearer x */', null],
    ['select 1 /* ghp_16C7e42F292c6912E7710c83 */', null],
    ['select 1 /* 0b6f3c1e-33a4-4c55-9d2f-8f1f5d1a2b3c */', null],
    ['select 1 /* of olga@example.org */ + 1 /* Inbox */', 'Inbox'],
    [
      'select 1 /* app/controllers/v2/users_controller.rb:15 */',
      'app/controllers/v2/users_controller.rb:15',
    ],
  ])('of %s is %s', (text, tag) => expect(tagOf(text)).toBe(tag))

  test('is read in no time, however much white space an application puts before it', () => {
    const spaces = ' '.repeat(300_000)
    expect(tagOf(`select 1 /*${spaces}Search${spaces}*/`)).toBe('Search')
    expect(tagOf(`select 1 /*${spaces}${'x'.repeat(70)}*/`)).toBeNull()
  })
})

describe('a statement on a line', () => {
  test.each([
    [
      'select *\n  from users where id in ($1 /*, ... */)',
      'select * from users where id in ($1, …)',
    ],
    ['select * from users where id = any(array[$1 /*, ... */])', 'select * from users where id …'],
    ['select /* User search */ id from users', 'select id from users'],
  ])('of %s is %s', (text, line) =>
    expect(lineOf(text, line.endsWith('…') ? line.length - 1 : 200)).toBe(line),
  )
})
