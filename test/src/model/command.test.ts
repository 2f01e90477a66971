import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { answer } from '#model/reply'
import { viewOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const about = { summary: '', example: '', first: 'table', verb: 'read' } as const
const input = z.object({ table: line, limit: z.coerce.number().default(10) })

const onCluster = answers({
  ...about,
  words: 'table show',
  needs: 'cluster',
  input,
  answer: ({ input: { table, limit }, view }) =>
    answer(`${table.toUpperCase()} of ${view.database}: ${limit + 1}`),
})

const onNothing = answers({
  ...about,
  words: 'table count',
  needs: 'nothing',
  input,
  answer: ({ input: { limit } }) => answer(limit.toFixed(1)),
})

describe('a command', () => {
  test.each([
    ['table show users', onCluster, 'USERS of app: 11'],
    ['table show users limit=4', onCluster, 'USERS of app: 5'],
    ['table count users limit=4', onNothing, '4.0'],
  ])('gets its input as its schema types it: %s', async (text, command, title) => {
    expect(await say(command, text, { view: viewOf(() => []) })).toEqual(answer(title))
  })

  test('compiles neither with a key that its schema lacks nor with a view that it does not need', () => {
    const wrong = [
      answers({
        ...about,
        words: 'a',
        needs: 'nothing',
        input,
        // @ts-expect-error: the schema has no such key
        answer: ({ input: { name } }) => answer(name),
      }),
      answers({
        ...about,
        words: 'b',
        needs: 'nothing',
        input,
        // @ts-expect-error: a command that needs nothing has no view
        answer: ({ view }) => answer(view),
      }),
    ]
    expect(wrong).toHaveLength(2)
  })
})
