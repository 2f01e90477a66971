import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { answers, proposalOf } from '#model/command'
import { definePlaybook } from '#model/playbook'
import { answer } from '#model/reply'
import { readCatalogues } from '#scripts/generate/catalogues'
import { commandsPage } from '#scripts/generate/commands-page'
import { generatedFiles } from '#scripts/generate/generated-files'
import { manifestOf } from '#scripts/generate/manifest'
import { playbookPage } from '#scripts/generate/playbook-page'
import { coverageOf, holesIn, playbookTestsPage } from '#scripts/generate/playbook-tests'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('generated files', () => {
  test('are as `npm run generate` writes them now', async () => {
    const files = await generatedFiles(root)
    const stale = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path)
    const gone = readdirSync(join(root, 'docs/playbooks')).filter(
      name => !files.has(`docs/playbooks/${name}`),
    )
    expect([...stale, ...gone]).toEqual([])
  })
})

/** A fresh copy of Slack's own schema; docs/decisions/0003 names the source. */
const slacksSchema = process.env['SLACK_MANIFEST_SCHEMA']

describe('the manifest', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(
    JSON.parse(read('scripts/manifest-schema.json')) as object,
  )

  test('has only what Howdah uses, within Slack’s limits', () => {
    validate(parse(read('manifest.yml')))
    expect(validate.errors ?? []).toEqual([])
  })

  test('is what Slack’s own schema takes', ({ skip }) => {
    skip(slacksSchema === undefined, 'needs SLACK_MANIFEST_SCHEMA, a copy of Slack’s own schema')
    // Slack's schema has further keywords beside JSON Schema's.
    const takes = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
      JSON.parse(readFileSync(slacksSchema ?? '', 'utf8')) as object,
    )
    takes(parse(read('manifest.yml')))
    expect(takes.errors ?? []).toEqual([])
    expect(takes({ ...manifestOf([]), surprise: true })).toBe(false)
  })

  test('is refused with a scope that is not one, a long description or an unknown key', () => {
    const manifest = structuredClone(manifestOf([]))
    expect(validate({ ...manifest, surprise: true })).toBe(false)
    expect(validate({ ...manifest, display_information: { name: 'x'.repeat(36) } })).toBe(false)
    expect(validate({ ...manifest, oauth_config: { scopes: { bot: ['Chat Write'] } } })).toBe(false)
  })

  test('holds a hint that Slack takes, however many commands there are', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ ...help, words: `subject${at} verb` }))
    const hint = manifestOf(many).features?.slash_commands?.[0]?.usage_hint
    expect(hint?.length).toBeLessThanOrEqual(1000)
    expect(hint).toMatch(/\| subject\d+ verb$/)
  })
})

const input = z.object({
  table: z.string().describe('Schema-qualified, or found on the search path'),
  method: z.enum(['btree', 'gin']).default('btree'),
  fast: z.boolean().optional(),
})
const playbook = definePlaybook({
  name: 'index.create',
  version: 2,
  summary: 'Build an index without blocking writes',
  example: 'users',
  first: 'table',
  risk: 'change',
  input,
  look: async () => ({}),
  refuse: (_, facts) => facts,
  plan: () => ({ headline: '', steps: [], claims: [], estimates: [], notes: [] }),
  verify: () => undefined,
})
const create = proposalOf(playbook)
const help = answers({
  words: 'help',
  summary: 'List what can be said.',
  example: '',
  first: null,
  input: z.object({}),
  verb: 'read',
  needs: 'nothing',
  answer: async () => answer(''),
})

describe('the page of a playbook', () => {
  const source = `/**
 * Builds an index while the table stays open.
 */
const plan = () => [{ title: \`Build \${facts.name}\`, action, onFailure: 'undo',
  undo: { title: \`Drop \${facts.name}\`, action } }, { title: 'Analyze', onFailure: 'finish', undo: null }]`

  test('says what it does, its input, an example, its risk, its steps and their undo', () => {
    const page = playbookPage(playbook, [create], [source])
    expect(page).toContain('Build an index without blocking writes.')
    expect(page).toContain('Builds an index while the table stays open.')
    expect(page).toContain('/pg index create users')
    expect(page).toContain(
      '| `table` | text | yes |  | Schema-qualified, or found on the search path |',
    )
    expect(page).toContain('| `method` | `btree`, `gin` |  | `btree` |  |')
    expect(page).toContain('`change`: changes something')
    expect(page).toContain('| Build *name* | undo | Drop *name* |')
    expect(page).toContain('| Analyze | finish | none |')
  })

  test('has the steps of the file that its plan has grown into', () => {
    const page = playbookPage(playbook, [create], ['/** Why. */', source])
    expect(page).toContain('Why.')
    expect(page).not.toContain('while the table stays open')
    expect(page).toContain('| Build *name* | undo | Drop *name* |')
  })

  test('names at least one step, for each playbook', async () => {
    const files = [...(await generatedFiles(root))].filter(([path]) =>
      /^docs\/playbooks\/[a-z]+-/.test(path),
    )
    expect(files).not.toEqual([])
    expect(files.filter(([, page]) => page.trimEnd().endsWith('|---|---|---|'))).toEqual([])
  })
})

describe('the page of commands', () => {
  test('has each phrase with an example and what it needs', () => {
    const page = commandsPage([help, create])
    expect(page).toContain(
      '| [`index create`](#index-create) | Build an index without blocking writes |',
    )
    expect(page).toContain('List what can be said. Needs the right to `read`.')
    expect(page).toContain('Takes nothing.')
    expect(page).toContain('Proposes a plan: [index.create](playbooks/index-create.md).')
  })
})

describe('the live tests of each playbook', () => {
  test('cover success, refusal, failure and kill', async () => {
    const { playbooks } = await readCatalogues(root)
    const written = (path: string) => {
      try {
        return read(path)
      } catch {
        return undefined
      }
    }
    expect(holesIn(coverageOf(playbooks, written))).toEqual([])
  })

  const live = `describe('index.create', () => {
    describe('success', () => { test('a', run); test('b', run) })
    describe.each([1])('of %s', () => { test('elsewhere', run) })
    describe('refusal', () => { test.each([[1]])('refuses %s', run) })
    describe('failure', () => {})
    describe('kill', () => { for (const point of points) test(point, run) })
  })`

  test('are counted by what they show', () => {
    const coverage = coverageOf([playbook], () => live)
    expect(coverage[0]?.tests).toEqual({ success: 2, refusal: 1, failure: 0, kill: 1 })
    expect(holesIn(coverage)).toEqual([
      'index.create has no live test for failure in test/live/index/create.test.ts',
    ])
    expect(playbookTestsPage(coverage)).toContain(
      '| [index.create](../test/live/index/create.test.ts) | 2 | 1 | **none** | 1 |',
    )
  })

  test('are all missing where there is no file', () => {
    expect(holesIn(coverageOf([playbook], () => undefined))).toHaveLength(4)
  })
})
