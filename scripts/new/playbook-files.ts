/** The files of a new playbook: seven parts to fill in, and tests that fail until they are written. */
import type { CatalogueLine } from '#scripts/new/catalogue-line'

export interface NewThing {
  readonly files: ReadonlyMap<string, string>
  readonly catalogue: CatalogueLine & { readonly path: string }
}

export const newPlaybook = (name: string): NewThing => {
  if (!/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(name))
    throw new Error(`"${name}" is no name of a playbook: say <subject>.<verb>, as in index.advise.`)
  const [subject = '', verb = ''] = name.split('.')
  const variable = camel(`${subject} ${verb}`)
  return {
    files: new Map([
      [`playbooks/${subject}/${verb}.ts`, playbook(name, variable)],
      [`test/playbooks/${subject}/${verb}.test.ts`, unitTest(name, variable, subject, verb)],
      [`test/live/${subject}/${verb}.test.ts`, liveTest(name)],
    ]),
    catalogue: {
      path: 'playbooks/catalogue.ts',
      list: 'playbooks',
      empty: `/** What Howdah can do, in the order of help. */
import type { AnyPlaybook } from '#model/playbook'

export const playbooks: readonly AnyPlaybook[] = []
`,
      name: variable,
      from: `#playbooks/${subject}/${verb}`,
    },
  }
}

export const camel = (words: string): string =>
  words.replace(/[- .]([a-z])/g, (_, letter: string) => letter.toUpperCase())

const playbook = (name: string, variable: string): string => `/**
 * Say here what it does, and the one thing about PostgreSQL that would surprise a reader.
 */
import { z } from 'zod'
import { line } from '#model/input'
import { definePlaybook } from '#model/playbook'
import { refusal } from '#model/refusal'

const input = z.object({
  table: line.describe('Which table').meta({ names: 'table', writtenAs: 'name' }),
})

export const ${variable} = definePlaybook({
  name: '${name}',
  version: 1,
  summary: 'Say in one line what it does',
  example: 'users',
  first: 'table',
  risk: 'read',
  input,

  async look({ primary }, { table }) {
    const [found] = await primary.read<{ oid: number }>('select to_regclass($1)::oid as oid', [table])
    return { oid: found?.oid ?? null }
  },

  refuse({ table }, { oid }) {
    if (oid === null) return refusal(\`There is no table \${table}.\`, 'Check its schema and spelling.')
    return { oid }
  },

  plan({ table }) {
    return { headline: \`Do nothing to \${table}\`, steps: [], claims: [], estimates: [], notes: [] }
  },

  verify(_, { oid }) {
    return oid === null ? 'The table is gone.' : undefined
  },
})
`

const unitTest = (name: string, variable: string, subject: string, verb: string): string =>
  `import { describe, expect, test } from 'vitest'
import { ${variable} } from '#playbooks/${subject}/${verb}'

describe('${name}', () => {
  test('plans exactly these statements', () => {
    expect(${variable}.name).toBe('${name}')
    expect.fail('Give it facts, and write down the whole plan that it makes of them.')
  })

  test('refuses what must not be done, and says what to do instead', () => {
    expect.fail('One test for each refusal, with both of its sentences.')
  })
})
`

const liveTest = (name: string): string => `import { describe, expect, test } from 'vitest'

describe('${name}', () => {
  describe('success', () => {
    test('does what its plan says, and its undo takes it back', () => {
      expect.fail('Run it on a real PostgreSQL; compare the catalogue before, after, and after undo.')
    })
  })

  describe('refusal', () => {
    test('refuses on a real server what cannot be done', () => {
      expect.fail('Bring a real server into each state that it refuses.')
    })
  })

  describe('failure', () => {
    test('undoes its steps when one of them fails', () => {
      expect.fail('Make each step fail once; say what is undone and what is left.')
    })
  })

  describe('kill', () => {
    test('ends in one outcome when Howdah is killed at each failpoint', () => {
      expect.fail('Kill the process at each failpoint, generated from the plan.')
    })
  })
})
`
