import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { readWords } from '#engine/ask/grammar'
import { isRefusal } from '#model/refusal'

const read = (text: string): unknown => {
  const found = readWords(text, commands)
  return isRefusal(found) || found.kind === 'nothing' ? found : found.values
}

describe('an unknown key', () => {
  test.each([
    ['audit show since=2 days ago by=olga', 'by', 'since', 'about, since, until, before and limit'],
    ['status tag=big colour=red', 'colour', 'tag', 'cluster and tag'],
    ['plan show id=p-1 what=all', 'what', 'id', 'id'],
    [
      'index drop index=a_idx why=unused',
      'why',
      'index',
      'index, cluster, database, reason and ticket',
    ],
  ])('%s is refused: no value there holds %s=', (typed, word, key, takes) => {
    expect(read(typed)).toMatchObject({
      because: expect.stringContaining(`does not know \`${word}\`.`) as unknown,
      instead: `It takes ${takes}. If \`${word}=\` belongs to the value of \`${key}\`, put that whole value into quotes.`,
    })
  })

  test('is no trouble for the quotes around a value', () => {
    expect(read('plan show id="a by=b"')).toEqual({ id: 'a by=b' })
  })

  test.each([
    ['index list users table=orders', 'table', 'users', 'orders'],
    [
      `plan reject p-1 reason=${'a '.repeat(40)} reason=b`,
      'reason',
      `${'a '.repeat(40).slice(0, 59)}…`,
      'b',
    ],
  ])('%s says by which words a value is given twice', (typed, key, one, other) => {
    expect(read(typed)).toMatchObject({
      because: `\`${key}\` is given twice: “${one}” and “${other}”.`,
      instead: 'Keep one of them.',
    })
  })
})
