import { describe, expect, test } from 'vitest'
import { expressionsIn, mayHoldPattern } from '#cluster/sql/index-expressions'

const textsIn = (rest: string) =>
  expressionsIn(`CREATE INDEX ON pg_temp."wh(ere, x" USING ${rest}`)?.map(
    ({ part, text }) => `${part}: ${text.trim()}`,
  )

describe('the expressions of an index', () => {
  test.each([
    ['btree (id, "lower(x)" desc)', []],
    ['btree (lower(email) text_pattern_ops desc nulls last, id)', ['columns: lower(email)']],
    [
      `btree ((a || 'x,)') collate "C", coalesce(a, b) desc)`,
      [`columns: (a || 'x,)')`, 'columns: coalesce(a, b)'],
    ],
    ['btree ((array[1, 2, a]))', ['columns: (array[1, 2, a])']],
    [
      `gin (tags, to_tsvector('english', t) tsvector_ops(siglen='32')) with (fastupdate=off)`,
      [`columns: to_tsvector('english', t)`],
    ],
    ['btree ((t.f), ((email).upper))', ['columns: (t.f)', 'columns: ((email).upper)']],
    [
      'btree (cast(x as date), current_date)',
      ['columns: cast(x as date)', 'columns: current_date'],
    ],
    [`btree (id) include (a) WHERE a = 'where' and f(1) > 2`, [`where: a = 'where' and f(1) > 2`]],
    ['btree (id) WITH (fillfactor=70) WHERE ("where")', ['where: ("where")']],
  ])('are found in %s', (rest, texts) => {
    expect(textsIn(rest)).toEqual(texts)
  })

  test.each(['btree (id', 'btree (id); select 1', 'btree (id) where'])(
    'are not found in %s',
    rest => {
      expect(textsIn(rest)).toBeUndefined()
    },
  )
})

describe('a literal', () => {
  test.each([
    `j @? '$ ? (@ like_regex "a")'`,
    `j @? '$ ? (@ LIKE_Regex "a")'`,
    `j @? E'$ ? (@ like\\x5fregex "a")'`,
    String.raw`j @? '$ ? (@ \u006cike_regex "a")'`,
    String.raw`j @? '$ ? (@ \like_regex "a")'`,
    `j @? '$ /*"*/ like_regex "a"'`,
    `json_exists(j, '$ ? (@ like_regex "a")')`,
  ])('may hold a pattern: %s', where => {
    expect(mayHoldPattern(`select (${where})`)).toBe(true)
  })

  test.each([
    `j @? '$.a[*] ? (@.b == "like_regex")'`,
    String.raw`j @> '{"a": "\n"}'`,
    String.raw`t ~ '^\d+[$]'`,
    `t = 'like_regex' and i > 1`,
    `t = '/* no comment */'`,
  ])('holds none: %s', where => {
    expect(mayHoldPattern(`select (${where})`)).toBe(false)
  })
})
