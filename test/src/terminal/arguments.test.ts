import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'
import { isRefusal } from '#model/refusal'
import { readArguments } from '#terminal/arguments'

const valuesOf = (...args: readonly string[]): unknown => {
  const words = readArguments(args)
  if (isRefusal(words)) return words
  const read = readWords(words.text, commands)
  return isRefusal(read) || read.kind === 'nothing' ? read : read.values
}

describe('arguments of the shell', () => {
  test.each([
    ['id, lower(email)', 'id, lower(email)'],
    ['"Name", id', '"Name", id'],
    [`status = 'Open' and kind='x y'`, `status = 'Open' and kind='x y'`],
    ["status='Open'", "status='Open'"],
    ['a reason=b', 'a reason=b'],
  ])('keep where=%s one value', (typed, read) => {
    expect(valuesOf('index', 'create', 'users', 'columns=id', `where=${typed}`)).toEqual({
      table: 'users',
      columns: 'id',
      where: read,
    })
  })

  test('may come as one word, as they are typed in Slack', () => {
    expect(valuesOf('index create users columns=id, email where=active')).toEqual({
      table: 'users',
      columns: 'id, email',
      where: 'active',
    })
  })

  test('take --save from anywhere, and no other option', () => {
    expect(readArguments(['index', 'list', '--save', 'a.sql', 'users'])).toEqual({
      kind: 'words',
      text: 'index list users',
      save: 'a.sql',
    })
    expect(readArguments(['index', 'list', '--save'])).toMatchObject({
      because: '--save names no file.',
    })
    expect(valuesOf('status', '--yes')).toMatchObject({ because: 'There is no option --yes.' })
  })
})
