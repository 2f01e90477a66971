import { describe, expect, test } from 'vitest'
import { heardIn, referencesIn, resolved, wordsOf } from '#model/actions/outputs'

const lsn = { from: 0, output: 'lsn' }
const heard = new Map([[0, { lsn: '0/3000148' }]])

describe('the outputs of an answer', () => {
  test.each([
    ['an LSN', { lsn: 'lsn' }, { lsn: '16/B374D848' }],
    ['a number', { mark: 'number' }, { mark: 0 }],
    ['a truth', { streams: 'boolean' }, { streams: false }],
    ['a line', { slot: 'text' }, { slot: 'replica_1' }],
  ] as const)('are kept where they are declared as %s', (_, declared, answer) => {
    expect(heardIn(declared, { ...answer, more: 'secret' })).toEqual(answer)
  })

  test.each([
    ['is missing', { replay_lsn: 'lsn' }, {}, 'the replay LSN', 'an LSN'],
    ['is null', { mark: 'number' }, { mark: null }, 'the mark', 'a number'],
    ['is of another type', { mark: 'number' }, { mark: '5' }, 'the mark', 'a number'],
    ['is no LSN', { lsn: 'lsn' }, { lsn: 'x' }, 'the LSN', 'an LSN'],
    ['is too long', { slot: 'text' }, { slot: 'a'.repeat(201) }, 'the slot', 'one line of at most'],
    [
      'has hidden characters',
      { slot: 'text' },
      { slot: 'a\nb' },
      'the slot',
      'one line of at most',
    ],
  ] as const)('are refused in words when one %s', (_, declared, answer, name, kind) => {
    const said = heardIn(declared, answer)
    expect(said).toContain(`It answered without ${name} that later steps need`)
    expect(said).toContain(`has to be ${kind}`)
  })

  test('are not repeated when refused: an answer may hold data', () => {
    expect(heardIn({ slot: 'text' }, { slot: `secret\n` })).not.toContain('secret')
  })
})

describe('a reference', () => {
  test('says in words where the value will come from', () => {
    expect(wordsOf({ from: 1, output: 'lsn' })).toBe('the LSN that step 2 reads')
    expect(wordsOf({ from: 0, output: 'flush_lsn' })).toBe('the flush LSN that step 1 reads')
  })

  test('is replaced by the value in all parts of an action', () => {
    const action = { values: ['a', lsn], state: { text: 'select $1', values: [lsn] } }
    expect(resolved(action, heard)).toEqual({
      values: ['a', '0/3000148'],
      state: { text: 'select $1', values: ['0/3000148'] },
    })
  })

  test('stays where nothing was heard', () => {
    const action = { values: [lsn, { from: 2, output: 'lsn' }, { from: 0, output: 'mark' }] }
    expect(referencesIn(resolved(action, heard))).toEqual(action.values.slice(1))
  })
})
