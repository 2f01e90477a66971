import { describe, expect, test } from 'vitest'
import { addressInFile, withWords, wordsInFile } from '#cluster/facts/pool/database-line'

const file = (...lines: readonly string[]): string =>
  ['[users]', 'app = pool_mode=session', '[databases]', ...lines, '[pgbouncer]', ''].join('\n')
const to = { host: '10.0.0.2', port: 5433 }

describe('the line of a database in the file of PgBouncer', () => {
  test.each([
    ['app = host=10.0.0.1 port=5432 dbname=shop', 'app = host=10.0.0.2 port=5433 dbname=shop'],
    ['"app"=dbname=shop host=10.0.0.1', '"app"=dbname=shop host=10.0.0.2 port=5433'],
    [
      "app = host='10.0.0.1' connect_query='select ''host=x''' pool_size=5",
      "app = host=10.0.0.2 connect_query='select ''host=x''' pool_size=5 port=5433",
    ],
  ])('gets another address and keeps the rest: %s', (before, after) => {
    expect(addressInFile(file(before), 'app')).toEqual({ host: '10.0.0.1', port: '5432' })
    expect(withWords(file(before, 'app2 = port=1'), 'app', to)).toBe(file(after, 'app2 = port=1'))
  })

  test('is the same again after the way back', () => {
    const before = file('app = host=10.0.0.1 port=5432 dbname=shop')
    const there = withWords(before, 'app', to) ?? ''
    expect(withWords(there, 'app', { host: '10.0.0.1', port: 5432 })).toBe(before)
  })

  test('takes a key, and gives the key back', () => {
    const before = file('app = host=10.0.0.1 port=5432')
    const sized = withWords(before, 'app', { pool_size: 7 }) ?? ''
    expect(sized).toBe(file('app = host=10.0.0.1 port=5432 pool_size=7'))
    expect(wordsInFile(sized, 'app')?.get('pool_size')).toBe('7')
    expect(withWords(sized, 'app', { pool_size: null })).toBe(before)
  })

  test.each([
    ['only a line for all others', ['* = host=10.0.0.1']],
    ['two lines', ['app = host=10.0.0.1', 'app = host=10.0.0.3']],
    ['a file included above it, whose last section goes on', ['%include more.ini', 'app = port=1']],
    ['a line that is a remark', ['; app = host=10.0.0.1', '# app = host=10.0.0.1']],
  ])('is not found where there is %s', (_, lines) => {
    expect(addressInFile(file(...lines), 'app')).toBeUndefined()
    expect(withWords(file(...lines), 'app', to)).toBeUndefined()
  })

  test('is read in no time, however many spaces somebody has put there', () => {
    const spaces = ' '.repeat(200_000)
    const line = `app =${spaces}host=10.0.0.1${spaces}port=5432${spaces}`
    expect(addressInFile(file(line), 'app')).toEqual({ host: '10.0.0.1', port: '5432' })
  })
})
