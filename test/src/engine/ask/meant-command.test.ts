import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'

const read = (text: string) => {
  const found = readWords(text, commands)
  return found.kind === 'command' ? { words: found.command.words, ...found.values } : found
}

describe('a command in the plural', () => {
  test.each([
    ['indexes list', { words: 'index list' }],
    ['Indices LIST', { words: 'index list' }],
    ['queries slow limit=3', { words: 'query slow', limit: '3' }],
    ['plans show p-7k3m9qx', { words: 'plan show', id: 'p-7k3m9qx' }],
    ['locks', { words: 'lock tree' }],
    ['lock', { words: 'lock tree' }],
    ['  locks   tree cluster=shop', { words: 'lock tree', cluster: 'shop' }],
  ])('%s is the one that is meant', (text, command) => {
    expect(read(text.trim())).toEqual(command)
  })
})

describe('words that are no command', () => {
  test.each([
    ['slow', '`query slow`'],
    ['kill 4711', '`session terminate`'],
    ['kil 4711', '`session terminate`'],
    ['terminate 4711', '`session terminate`'],
    ['blocked', '`lock tree`'],
    ['rollback p-7k3m9qx', '`undo`'],
    ['unfreeze shop', '`thaw`'],
    ['plan withdraw p-7k3m9qx', '`run cancel`'],
    ['plans list', '`run list`'],
    ['run approve p-7k3m9qx', '`plan approve`'],
    ['index crate', '`index create`'],
    ['statsu', '`status`'],
    ['reindex users_idx', '`index reindex`'],
    ['settings', '`config list`'],
    ['show settings', '`config list`'],
  ])('%s leads to %s', (text, meant) => {
    expect(read(text)).toMatchObject({
      kind: 'refusal',
      instead: expect.stringContaining(meant),
      command: meant.replaceAll('`', ''),
    })
  })

  test('that name a subject get its verbs', () => {
    expect(read('windows')).toMatchObject({
      because: 'There is no command `windows`.',
      instead: 'Say which: `window list` or `window show`.',
      command: 'help window',
    })
  })

  test.each([
    ['how do I make an index?', 'help index'],
    ['hello', 'help'],
    ['what blocks whom? locks?', 'help lock'],
    ['hello, how do I make an index?', 'help index'],
    ['my tables are gone, where is the restore?', 'help restore'],
    ['are you there?', 'help'],
  ])('%s is a question in plain words, which leads to help and to no guess', (text, help) => {
    expect(read(text)).toMatchObject({
      instead: `Howdah takes commands only. See \`${help}\`.`,
      command: help,
    })
  })

  test('that mean nothing lead to what every beginner needs', () => {
    expect(read('xyzzy plugh')).toMatchObject({
      instead: '`help` lists them all; `status` is a good start.',
      command: 'help',
    })
  })
})
