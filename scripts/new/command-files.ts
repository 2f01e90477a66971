/**
 * The files of a new command that answers a question. A proposal needs no command file: the playbook has
 * the words.
 */
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
import { type Answer, answer } from '#model/reply'

export const ${variable} = answers({
  words: '${words}',
  summary: 'Say in one line what it answers',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view }) {
    return ${variable}Of(await view.primary.read<${factsOf(variable)}>('select current_database() as name'))
  },
})

interface ${factsOf(variable)} {
  readonly name: string
}

/** Draws the answer from facts alone, so that its test needs no server. */
export const ${variable}Of = (found: readonly ${factsOf(variable)}[]): Answer =>
  answer(found.map(({ name }) => \`\${name} was asked.\`).join(' '))
`

const unitTest = (
  words: string,
  variable: string,
  place: string,
): string => `import { describe, expect, test } from 'vitest'
import { ${variable}Of } from '#commands/${place}'
import { answer } from '#model/reply'

describe('${words}', () => {
  test.each([
    ['the usual case', [{ name: 'app' }], answer('Say what people read.')],
    ['the empty case', [], answer('Say so in a sentence.')],
  ])('answers in %s', (_, found, said) => {
    expect(${variable}Of(found)).toEqual(said)
  })

  test('refuses what cannot be answered, and says what to do instead', () => {
    expect.fail('One line of a table for each refusal, with both of its sentences.')
  })
})
`

/** `replicationStatus` → `ReplicationStatusFacts`. */
const factsOf = (variable: string): string =>
  `${variable.charAt(0).toUpperCase()}${variable.slice(1)}Facts`
