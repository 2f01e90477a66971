import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createIndexOnTrial,
  createIndexStatement,
  type IndexText,
  mayBeSame,
  readIndex,
} from '#cluster/sql/index-definition'
import { parseSql } from '#cluster/sql/parse'

const text = (more: Partial<IndexText>): IndexText => ({
  columns: 'a',
  method: 'btree',
  unique: false,
  include: null,
  where: null,
  with: null,
  ...more,
})

describe('readIndex', () => {
  test.each([
    [{ columns: 'a) where (b' }, 'ends its own parentheses'],
    [{ columns: 'a); drop table t; --' }, 'comment'],
    [{ columns: 'a /* b */' }, 'comment'],
    [{ columns: 'a) include (b' }, 'ends its own parentheses'],
    [{ columns: '((select 1))' }, 'subquery'],
    [{ columns: '(a + $1)' }, 'parameter'],
    [{ columns: 'a b c d' }, 'syntax error'],
    [{ where: 'a) ; select (1' }, 'ends its own parentheses'],
    [{ where: 'true', include: 'b) with (fillfactor = 10' }, 'ends its own parentheses'],
    [{ with: 'fillfactor = 70) where (true' }, 'ends its own parentheses'],
  ])('refuses %j', (more, because) => {
    const read = readIndex(text(more))
    expect(read.ok ? '' : read.because).toContain(because)
  })

  test('lets nothing through that is more than one CREATE INDEX on the table it was for', () => {
    const soup = fc
      .array(
        fc.constantFrom(
          'a',
          'lower(b)',
          '(',
          ')',
          ';',
          ',',
          ' ',
          "'",
          '"',
          '$$',
          '--',
          '/*',
          'where',
          'drop table t',
          'include',
          '\\',
          '1',
          '::',
          'é',
          '\n',
        ),
        { maxLength: 12 },
      )
      .map(parts => parts.join(' '))
    fc.assert(
      fc.property(soup, fc.option(soup), (columns, where) => {
        const wish = text({ columns, where })
        if (!readIndex(wish).ok) return
        const parsed = parseSql(createIndexStatement(wish, { index: 'i', table: 's.t' }))
        expect(parsed.ok && parsed.statements).toHaveLength(1)
        const [statement] = parsed.ok ? parsed.statements : []
        expect(statement?.['IndexStmt']).toMatchObject({
          idxname: 'i',
          relation: { schemaname: 's', relname: 't' },
        })
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('createIndexOnTrial', () => {
  test.each([
    [
      'CREATE UNIQUE INDEX CONCURRENTLY i ON s.t USING btree (a)',
      'CREATE UNIQUE INDEX ON pg_temp.t USING btree (a)',
    ],
    [
      `CREATE INDEX CONCURRENTLY i ON s.t USING gin (j) WHERE (a <> ' ON s.t USING '::text)`,
      `CREATE INDEX ON pg_temp.t USING gin (j) WHERE (a <> ' ON s.t USING '::text)`,
    ],
  ])('keeps all of %s but its name and table', (statement, trial) => {
    expect(createIndexOnTrial(statement, 's.t', 'pg_temp.t')).toBe(trial)
  })
})

describe('mayBeSame', () => {
  const on = (rest: string, kind = 'INDEX') => `CREATE ${kind} i ON t USING ${rest}`

  test.each([
    ['btree (lower((a)::text))', 'btree (lower(a))'],
    ['btree (a)', 'btree (a text_ops asc nulls last)'],
    ['btree (a)', 'btree ((t.a))'],
    ['btree (a)', 'btree (a collate "default")'],
    [`gist (v gist_trgm_ops (siglen='32'))`, 'gist (v gist_trgm_ops(siglen=32))'],
    ['btree (a COLLATE "C" text_pattern_ops)', 'btree (a collate pg_catalog."C" text_pattern_ops)'],
  ])('takes %s, as PostgreSQL prints it, for what came of %s', (definition, statement) => {
    expect(mayBeSame(on(definition), on(statement))).toBe(true)
  })

  test.each([
    ['btree (a COLLATE "C")', 'btree (a)'],
    ['btree (a COLLATE "C")', 'btree (a collate "de-x-icu")'],
    ['btree (a text_pattern_ops)', 'btree (a)'],
    [`gist (v gist_trgm_ops (siglen='32'))`, 'gist (v gist_trgm_ops)'],
    ['btree (a) NULLS NOT DISTINCT', 'btree (a)'],
    ['btree (a, b)', 'btree (b, a)'],
    ['btree (a) INCLUDE (b)', 'btree (a)'],
    ['btree (a) WHERE (b > 1)', 'btree (a)'],
    ['btree (a DESC)', 'btree (a)'],
    ['hash (a)', 'btree (a)'],
  ])('never takes %s for what came of %s', (definition, statement) => {
    expect(mayBeSame(on(definition), on(statement))).toBe(false)
  })

  test('never takes a unique one for one that is not', () => {
    expect(mayBeSame(on('btree (a)', 'UNIQUE INDEX'), on('btree (a)'))).toBe(false)
  })
})
