import { describe, expect, test } from 'vitest'
import type { Forbidden } from '#cluster/facts/index/expressions'
import type { Opclass } from '#cluster/facts/index/requested'
import { refusal } from '#model/refusal'
import type { Objection } from '#model/view'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import type { CreateFacts } from '#playbooks/index/create-refusals'
import { elementOf, type RequestedMore, requestedIndex } from '#test/support/facts/index'

const usual: IndexInput = { table: 'users', columns: 'email', method: 'btree', unique: false }

interface ObjectedMore extends RequestedMore {
  readonly tried: Objection | Forbidden
}

const objected = ({ tried, ...more }: ObjectedMore): CreateFacts => ({
  found: 'one',
  ...requestedIndex(more),
  tried,
})

const objection = (more: Partial<Objection>): Objection => ({
  kind: 'objection',
  code: '22023',
  message: 'value 5 out of bounds for option "fillfactor"',
  hint: null,
  raised: false,
  ...more,
})
const unknownClass = objection({ code: '42704', message: 'no default operator class' })
const [fits, other]: readonly Opclass[][] = [
  [
    { name: 'jsonb_ops', fits: ['jsonb'] },
    { name: 'jsonb_path_ops', fits: ['jsonb'] },
  ],
  [{ name: 'int4_ops', fits: [] }],
]
const withClass = (opclass: string) => ({ elements: [elementOf({ column: 'email', opclass })] })

describe('index.create', () => {
  test.each<[string, Partial<IndexInput>, ObjectedMore, string, string]>([
    [
      'an expression that may change',
      { columns: 'now()', where: 'active' },
      {
        tried: objection({
          code: '42P17',
          message: 'functions in index expression must be marked IMMUTABLE',
        }),
      },
      '`now()` may give another result tomorrow, so it cannot be indexed. PostgreSQL says: functions in index expression must be marked IMMUTABLE.',
      "Use what is IMMUTABLE, e.g. `((created_at AT TIME ZONE 'UTC')::date)`.",
    ],
    [
      'a predicate that may change',
      { where: 'created_at > now()' },
      {
        tried: objection({
          code: '42P17',
          message: 'functions in index predicate must be marked IMMUTABLE',
        }),
      },
      '`created_at > now()` may give another result tomorrow, so it cannot be indexed. PostgreSQL says: functions in index predicate must be marked IMMUTABLE.',
      "Use what is IMMUTABLE, e.g. `((created_at AT TIME ZONE 'UTC')::date)`.",
    ],
    [
      'another definition that is not valid',
      {},
      { tried: objection({ code: '42P17', message: 'partition key' }) },
      'PostgreSQL says: partition key.',
      'Fix that and try again.',
    ],
    [
      'a column that is named with another table',
      {},
      { tried: objection({ code: '42P01', message: 'missing FROM-clause entry for table "u"' }) },
      'PostgreSQL says: missing FROM-clause entry for table "u".',
      'Name columns without their table: `id`.',
    ],
    [
      'a column with a table, where the table has none',
      {},
      { table: { columns: [] }, parts: { columns: [] }, tried: objection({ code: '42P01' }) },
      'PostgreSQL says: value 5 out of bounds for option "fillfactor".',
      'Name columns without their table: `id`.',
    ],
    [
      'what PostgreSQL has a hint for',
      {},
      { tried: objection({ hint: 'Valid values are between "10" and "100".' }) },
      'PostgreSQL says: value 5 out of bounds for option "fillfactor".',
      'Valid values are between "10" and "100".',
    ],
    [
      'an operator class that is written wrongly',
      {},
      { tried: unknownClass, opclasses: fits ?? [], parts: withClass('jsonb_path_op') },
      'PostgreSQL says: no default operator class.',
      'Did you mean `jsonb_path_ops`?',
    ],
    [
      'an operator class like no other',
      {},
      { tried: unknownClass, opclasses: fits ?? [], parts: withClass('nonsense') },
      'PostgreSQL says: no default operator class.',
      'Leave it out.',
    ],
    [
      'a type that needs an operator class',
      {},
      { tried: unknownClass, opclasses: [...(fits ?? []), ...(other ?? [])] },
      'PostgreSQL says: no default operator class.',
      'Name an operator class after the column: `jsonb_ops`, `jsonb_path_ops`.',
    ],
    [
      'one of two types, with the classes for that one alone',
      { method: 'gist' },
      {
        tried: objection({
          code: '42704',
          message: 'data type mood has no default operator class for access method "gist"',
        }),
        opclasses: [{ name: 'range_ops', fits: ['int4range'] }],
      },
      'PostgreSQL says: data type mood has no default operator class for access method "gist".',
      'Use another `method=`: gist has nothing for it here.',
    ],
    [
      'a type that the method has nothing for',
      { method: 'gin' },
      { tried: unknownClass, opclasses: other ?? [], parts: withClass('int4_ops') },
      'PostgreSQL says: no default operator class.',
      'Use another `method=`: gin has nothing for it here.',
    ],
  ])('passes on what PostgreSQL says of %s', (_, wished, more, because, instead) => {
    expect(indexCreate.refuse({ ...usual, ...wished }, objected(more))).toMatchObject(
      refusal(because, instead),
    )
  })

  const kept = (why: Forbidden['why'], what: string, part: Forbidden['part'] = 'columns') => ({
    tried: { kind: 'forbidden', part, what, why } as const,
  })
  const wished = { columns: `repeat('x', 9)`, where: 'at > now()' }

  test.each([
    [
      kept('of constants', 'repeat'),
      "In `repeat('x', 9)`, `repeat` may be computed from constants alone, which PostgreSQL does as soon as it is asked, and nothing is computed before an approval.",
      'Write the result instead.',
    ],
    [
      kept('a pattern', ''),
      "`repeat('x', 9)` has what may be a pattern of jsonpath (like_regex), which PostgreSQL compiles as soon as it reads it, and nothing costly is computed before an approval.",
      'Ask for it without like_regex, and without comments and backslashes in the path.',
    ],
    [
      kept('STABLE', 'now', 'where'),
      '`at > now()` may give another result tomorrow, so it cannot be indexed: `now` is STABLE.',
      "Use what is IMMUTABLE, e.g. `((created_at AT TIME ZONE 'UTC')::date)`.",
    ],
  ])('refuses what PostgreSQL is not even asked: %j', (more, because, instead) => {
    expect(indexCreate.refuse({ ...usual, ...wished }, objected(more))).toMatchObject(
      refusal(because, instead),
    )
  })
})
