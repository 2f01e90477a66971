/** A new command: it proposes the playbook of the same name, or answers a question. */
import { camel, type NewThing } from '#scripts/new/playbook-files'

/** `proposes` is true when the playbook of the same words is there. */
export const newCommand = (words: string, proposes: boolean): NewThing => {
  if (!/^[a-z]+(-[a-z]+)*( [a-z]+(-[a-z]+)*)?$/.test(words))
    throw new Error(`"${words}" is no phrase: say a subject and a verb, as in "index advise".`)
  const variable = camel(words)
  const file = words.replaceAll(' ', '-')
  return {
    files: new Map([
      [`commands/${file}.ts`, proposes ? proposing(words, variable) : answering(words, variable)],
      [`test/commands/${file}.test.ts`, unitTest(words, variable, file)],
    ]),
    catalogue: {
      path: 'commands/catalogue.ts',
      list: 'commands',
      empty: `/** What people can say, in the order of help. */
import type { Command } from '#model/command'

export const commands: readonly Command[] = []
`,
      name: variable,
      from: `#commands/${file}`,
    },
  }
}

const proposing = (words: string, variable: string): string => {
  const [subject = '', verb = ''] = words.split(' ')
  const playbook = camel(`${verb} ${subject}`)
  return `import { proposes } from '#model/command'
import { ${playbook} } from '#playbooks/${subject}/${verb}'

export const ${variable} = proposes(${playbook}, {
  words: '${words}',
  example: 'users',
  first: 'table',
})
`
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
  async answer({ view }) {
    return answer(\`\${view?.cluster.name ?? 'Nothing'} was asked.\`)
  },
})
`

const unitTest = (
  words: string,
  variable: string,
  file: string,
): string => `import { describe, expect, test } from 'vitest'
import { ${variable} } from '#commands/${file}'

describe('${words}', () => {
  test('says what its help says', () => {
    expect(${variable}.words).toBe('${words}')
    expect.fail('Say what it answers or proposes, in the words that people will read.')
  })
})
`
