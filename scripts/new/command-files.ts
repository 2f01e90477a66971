/** A new command that answers a question. A proposal needs none: its words come from the playbook. */
import { camel, type NewThing } from '#scripts/new/playbook-files'

export const newCommand = (words: string): NewThing => {
  if (!/^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?$/.test(words))
    throw new Error(`"${words}" is no phrase: say a subject and a verb, as in "index advise".`)
  const variable = camel(words)
  const place = words.replaceAll(' ', '/')
  return {
    files: new Map([
      [`commands/${place}.ts`, answering(words, variable)],
      [`test/commands/${place}.test.ts`, unitTest(words, variable, place)],
    ]),
    catalogue: {
      path: 'commands/catalogue.ts',
      list: 'all',
      empty: `/** What people can say. */
import type { Command } from '#model/command'

const all: readonly Command[] = []

export const commands = all
`,
      name: variable,
      from: `#commands/${place}`,
    },
  }
}

const answering = (words: string, variable: string): string => `import { z } from 'zod'
import { answers } from '#model/command'
import { answer } from '#model/reply'

export const ${variable} = answers({
  words: '${words}',
  summary: 'Say in one line what it answers',
  example: '',
  first: null,
  input: z.object({}),
  verb: 'read',
  needs: 'cluster',
  answer({ view }) {
    return answer(\`\${view.cluster.name} was asked.\`)
  },
})
`

const unitTest = (
  words: string,
  variable: string,
  place: string,
): string => `import { describe, expect, test } from 'vitest'
import { ${variable} } from '#commands/${place}'

describe('${words}', () => {
  test('says what its help says', () => {
    expect(${variable}.words).toBe('${words}')
    expect.fail('Say what it answers, in the words that people will read.')
  })
})
`
