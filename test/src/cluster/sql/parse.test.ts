import { describe, expect, test } from 'vitest'
import { parseSql, shapeOf } from '#cluster/sql/parse'

const shape = (expression: string): string => {
  const parsed = parseSql(`select ${expression}`)
  if (!parsed.ok) throw new Error(parsed.message)
  return shapeOf(parsed.statements)
}

describe('shapeOf', () => {
  test.each([
    ['lower(name)', 'lower((name)::text)'],
    [`status = 'active'`, `((status)::text = 'active'::text)`],
    [`noted_on > '2025-01-01'`, `(noted_on > '2025-01-01'::date)`],
    ['amount > 0', '(amount > (0)::numeric)'],
    [`(j->>'n')::int`, `((j ->> 'n'::text))::integer`],
    ['cast(t.at as date)', '(at)::date'],
    ['app.code(id)', 'code(id)'],
  ])('takes %s for what PostgreSQL prints as %s', (typed, printed) => {
    expect(shape(typed)).toBe(shape(printed))
  })

  test.each([
    [`(j->>'n')::int`, `j->>'n'`],
    [`(j->>'n')::int`, `(j->>'n')::bigint`],
    ['a::numeric(9, 2)', 'a::numeric(9, 3)'],
    ['a::int[]', 'a::int'],
    ['a::text[]', 'a'],
    ['name collate "C"', 'name'],
    ['lower(a)', 'upper(a)'],
  ])('never takes %s for %s', (one, other) => {
    expect(shape(one)).not.toBe(shape(other))
  })
})
