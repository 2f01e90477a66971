import { describe, expect, test } from 'vitest'
import { costlyLiteral, expressionsIn } from '#cluster/sql/index-expressions'

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
    [`a = 'x'::char(30000)`, 'a type of 30000 characters'],
    [`a = '{a,b}'::char(30000)[]`, 'a type of 30000 characters'],
    [`a = bit(20000) '1'`, 'a type of 20000 characters'],
    [`j @? '$ ? (@ like_regex "a")'`, 'like_regex'],
    [`a = 'x'::char(10)`, undefined],
    [`a > interval '1' day to second(3)`, undefined],
    [`a = '1'::numeric(1000, 2)`, undefined],
    [`a = 'x'::varchar(100000)`, undefined],
  ])('in %s costs more than its length: %s', (where, costly) => {
    expect(costlyLiteral(`CREATE INDEX ON t USING btree (id) WHERE ${where}`)).toBe(costly)
  })
})
