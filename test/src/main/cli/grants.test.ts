import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseSql } from '#cluster/sql/parse'
import { clusterSql, controlSql, exampleCluster } from '#main/cli/grants'
import { loginsOf } from '#test/support/commands/cluster'

/** The statements by kind; psql takes its own commands out. */
const kinds = (lines: readonly string[]): unknown => {
  const parsed = parseSql(lines.filter(line => !line.startsWith('\\')).join('\n'))
  return parsed.ok ? parsed.statements.map(one => Object.keys(one)) : parsed.message
}

/** `act` has every duty that acts, by a name of its own. */
const grantsOf = (name: string, observe: string, act: string, databases: readonly string[] = []) =>
  clusterSql({
    name,
    credentials: {
      ...loginsOf(observe, act),
      maintain: { user: `${act}m`, password: '' },
    },
    databases,
  })

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '$$',
        '$howdah1$',
        "'",
        '"',
        '%',
        '\\',
        ';',
        '--',
        '/*',
        '*/',
        'drop table t;',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map(parts => parts.join(''))
  .filter(name => name !== '')

describe('the SQL of init', () => {
  test('is of the same statements whatever the names hold', () => {
    const plain = kinds(clusterSql(exampleCluster))
    fc.assert(
      fc.property(hostile, hostile, (observe, act) => {
        fc.pre(observe !== act)
        expect(kinds(grantsOf('shop', observe, act))).toEqual(plain)
      }),
      { numRuns: 300 },
    )
  })

  test('has one line of comment for a name of several lines', () => {
    expect(kinds(grantsOf('shop\ndrop table victims; --', 'a', 'b'))).toEqual(
      kinds(clusterSql(exampleCluster)),
    )
  })

  test.each(['p$$; drop table victims; --', '$howdah1$$$', '%I'])(
    'quotes the role %s in a block',
    act => {
      const lines = grantsOf('shop', 'a', act)
      expect(kinds(lines)).toEqual(kinds(clusterSql(exampleCluster)))
      expect(lines.join('\n')).toContain(`"${act}"`)
    },
  )

  test.each([
    ['shop', '\\connect "shop"'],
    ['a "b"', '\\connect "a ""b"""'],
    ['host=evil.example', `\\connect -reuse-previous=on "dbname='host=evil.example'"`],
    [
      'postgres://evil.example/',
      `\\connect -reuse-previous=on "dbname='postgres://evil.example/'"`,
    ],
    [`a='\\b`, `\\connect -reuse-previous=on "dbname='a=\\'\\\\b'"`],
  ])('connects to the database %s and nothing else', (database, line) => {
    expect(grantsOf('shop', 'a', 'b', [database])).toContain(line)
  })

  test('ends where psql cannot connect, before the grants of that database', () => {
    const all = grantsOf('shop', 'a', 'b', ['x\ndrop table victims; --']).join('\n').split('\n')
    const end = all.indexOf('\\quit')
    expect(all[end - 1]).toMatch(/^-- psql cannot connect to the database "x\\ndrop/)
    expect(all.slice(0, end).join('\n')).not.toMatch(/^drop/m)
  })

  test('of the control database is of five statements', () => {
    const url = `postgres://${encodeURIComponent('a"; drop table victims; --')}@h/d`
    expect(kinds(controlSql(url, url))).toHaveLength(5)
  })
})
