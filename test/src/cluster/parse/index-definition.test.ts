import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIndex, type IndexText, readIndex } from '#cluster/parse/index-definition'
import { parseSql } from '#cluster/parse/sql'

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
        const parsed = parseSql(createIndex(wish, { index: 'i', table: 's.t' }))
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
