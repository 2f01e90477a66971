import { describe, expect, test } from 'vitest'
import { collationLine } from '#checks/collations'
import { answered, reads } from '#test/support/facts/doctor'

const german = {
  what: 'collation de',
  builtWith: '100.1',
  now: '153.120',
  indexes: ['public.users_name_idx'],
  refresh: 'ALTER COLLATION de REFRESH VERSION',
}
const begin =
  'shop, app: collation de sorts by version 153.120 of its library, and was made with 100.1.'
const place = { cluster: 'shop', database: 'app' }
const refresh = '`ALTER COLLATION de REFRESH VERSION;`'

describe('a collation of another version', () => {
  test.each([
    [
      german.indexes,
      `1 index may be out of order: public.users_name_idx. Rebuild each with \`index reindex index=… cluster=shop database=app\`; after the last one let the owner run: ${refresh}`,
    ],
    [
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      `7 indexes may be out of order: a, b, c, d, e and 2 more. Rebuild each with \`index reindex index=… cluster=shop database=app\`; after the last one let the owner run: ${refresh}`,
    ],
    [[], `No index depends on it. Let its owner run: ${refresh}`],
  ])('with the indexes %j is told with the statement that refreshes it', (indexes, rest) => {
    expect(collationLine(place, { ...german, indexes })).toBe(`${begin} ${rest}`)
  })

  test('is told by doctor', () => {
    const read = reads([answered({ collations: [german] })])
    expect(read.lines).toEqual([collationLine(place, german)])
    expect(read.table?.rows).toContainEqual(['collation de', 'another version', 'shop', 'app'])
  })
})
