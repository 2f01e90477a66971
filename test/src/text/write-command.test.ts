import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'
import { writeCommand } from '#text/write-command'

describe('a written command', () => {
  test.each([
    [{ cluster: 'shop', database: null }, 'index list cluster=shop'],
    [{ cluster: 'shop', database: 'My Db' }, 'index list cluster=shop database="My Db"'],
    [{ database: 'say "x" twice' }, `index list database='say "x" twice'`],
    [{ database: '"quoted"' }, `index list database='"quoted"'`],
    [{ limit: 5 }, 'index list limit=5'],
  ])('with %j is %s', (values, written) => {
    expect(writeCommand('index list', values)).toBe(written)
  })

  test('is read as it was meant, whatever is in its values', () => {
    const value = fc.stringMatching(/^[ -~“”é]{0,15}[!-~]$/u).filter(one => one.trim() === one)
    fc.assert(
      fc.property(value, value, (database, reason) => {
        fc.pre(!database.includes('"') || !database.includes("'"))
        fc.pre(!reason.includes('"') || !reason.includes("'"))
        const read = readWords(
          writeCommand('index drop users_id_idx', { cluster: 'shop', database, reason }),
          commands,
        )
        expect(read).toMatchObject({
          values: { index: 'users_id_idx', cluster: 'shop', database, reason },
        })
      }),
    )
  })
})
