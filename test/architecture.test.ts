/** The house rules as data, and proof that each of them can fail. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCatalogues } from '#test/support/house/catalogue-rules'
import { checkName, checkShape, checkWords } from '#test/support/house/file-rules'
import { checkImports, findCycles, type House } from '#test/support/house/import-rules'
import { plantedImports } from '#test/support/house/planted-imports'
import { parseSources } from '#test/support/house/source-file'
import { readSourceTree, type SourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '..')
const pack = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly imports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

const ground = [
  'src/model',
  'src/text',
  'src/errors',
  'src/in-time',
  'src/failpoint',
  'src/loopback',
]
/** What may look at a cluster and judge what it found, and can act on nothing. */
const looks = ['src/cluster/facts', 'src/cluster/sql', 'src/checks', ...ground]

const house: House = {
  aliases: pack.imports,
  parts: {
    'src/main': 'everything',
    'src/cli': 'everything',
    commands: ['playbooks', ...looks],
    playbooks: looks,
    'src/slack': [
      'types of src/engine/for-edges',
      'src/slack/draw',
      'src/slack/receive',
      'src/slack/send',
      ...ground,
    ],
    'src/slack/receive': [
      'types of src/engine/for-edges',
      'src/slack/draw',
      'src/slack/send',
      ...ground,
    ],
    'src/slack/send': ['types of src/engine/for-edges', 'src/slack/draw', ...ground],
    'src/slack/draw': ['src/model', 'src/text'],
    'src/terminal': ground,
    'src/schedule': ground,
    'src/monitor': ['types of src/cluster', 'src/cluster/facts', 'src/cluster/sql', ...ground],
    'src/report': ['types of src/cluster', 'src/checks', 'src/store', 'src/audit', ...ground],
    'src/engine/for-edges': ['src/engine', 'src/store', ...ground],
    'src/engine': [
      'src/audit',
      'src/store',
      'types of src/cluster',
      'types of src/cluster/drivers',
      'types of src/cluster/facts',
      ...ground,
    ],
    'src/audit': ['src/store', ...ground],
    'src/checks': ['types of src/cluster', 'src/cluster/facts', ...ground],
    'src/cluster': [
      'src/cluster/clients',
      'src/cluster/drivers',
      'src/cluster/facts',
      'src/cluster/sql',
      ...ground,
    ],
    'src/cluster/clients': ground,
    'src/cluster/drivers': ['src/cluster/clients', ...ground],
    'src/cluster/facts': ['src/cluster/sql', ...ground],
    'src/cluster/sql': ground,
    'src/store': ground,
    'src/cache': ground,
    'src/local': ['src/local/slack', ...ground],
    'src/local/slack': [],
    'src/config': ground,
    'src/model': [],
    'src/text': [],
    'src/errors': [],
    'src/in-time': [],
    'src/failpoint': [],
    'src/loopback': [],
    test: 'everything',
    bench: 'everything',
    scripts: 'everything',
    'vitest.config': 'everything',
  },
  packages: {
    // The manifest's generator takes its type.
    '@slack/*': [
      'src/slack',
      'src/slack/draw',
      'src/slack/receive',
      'src/slack/send',
      'src/local',
      'src/local/slack',
      'scripts',
    ],
    agenda: ['src/schedule'],
    '@agendajs/*': ['src/schedule'],
    mongodb: ['src/schedule'],
    pg: [
      'src/cluster',
      'src/cluster/clients',
      'src/cluster/drivers',
      'src/store',
      'src/cache',
      'src/local',
    ],
    ioredis: ['src/cluster', 'src/cache'],
    'libpg-query': ['src/cluster/sql'],
    echarts: ['src/report'],
    '@resvg/*': ['src/report'],
    'dejavu-fonts-ttf': ['src/report'],
  },
  apart: ['commands', 'playbooks'],
  alone: ['src/audit/verify-cli.ts'],
  shipped: [...Object.keys(pack.dependencies), ...Object.keys(pack.optionalDependencies)],
}

const tree = readSourceTree(root)
const files = parseSources(tree)

describe('the house', () => {
  test('imports go down only, and packages stay where they belong', () => {
    expect(checkImports(house, files)).toEqual([])
  })

  test('has no import cycles, type imports included', () => {
    expect(findCycles(house, files)).toEqual([])
  })

  test('has names that say what a file is', () => {
    expect([...tree.keys()].flatMap(checkName)).toEqual([])
  })

  test('has small files, no default exports, no barrels, no test left alone or mocked', () => {
    expect(files.flatMap(checkShape)).toEqual([])
  })

  test('lists every command and playbook under the name that people say', () => {
    expect(checkCatalogues(house, files)).toEqual([])
  })

  test('holds no unfinished work, no path of one machine and no download address', () => {
    expect(checkWords(tree)).toEqual([])
  })
})

describe('the house rules', () => {
  const planted = (more: Readonly<Record<string, string>>): SourceTree =>
    new Map(
      Object.entries({
        'src/errors.ts': 'export const failure = 1',
        'src/model/view.ts': 'export interface View { readonly name: string }\nexport const a = 1',
        'src/cluster/drivers/sql/perform.ts': 'export const perform = 1',
        'src/cluster/cluster.ts':
          'export interface Cluster { readonly a: 1 }\nexport const openCluster = 1',
        'src/engine/plan.ts': 'export const plan = 1',
        'src/slack/app.ts': 'export const app = 1',
        'src/local/slack/server.ts': 'export const server = 1',
        'playbooks/index/drop.ts':
          "export const dropIndex = definePlaybook({ name: 'index.drop' })",
        'playbooks/catalogue.ts':
          "import { dropIndex } from '#playbooks/index/drop'\nexport const playbooks = [dropIndex]",
        ...more,
      }),
    )
  const importsIn = (more: Readonly<Record<string, string>>) =>
    checkImports(house, parseSources(planted(more)))

  test('accept the planted tree before anything is wrong with it', () => {
    expect(importsIn({})).toEqual([])
  })

  test.each(plantedImports)('refuse %s', (_, path, text, why) => {
    const [found, ...others] = importsIn({ [path]: text })
    expect(found).toContain(why)
    expect(others).toEqual([])
  })

  test('refuse a cycle through an alias and a type', () => {
    const cyclic = planted({
      'src/engine/a.ts': "import type { B } from '#engine/b'\nexport type A = B",
      'src/engine/b.ts': "import type { A } from './a.ts'\nexport type B = A",
    })
    expect(findCycles(house, parseSources(cyclic))).toEqual([
      'src/engine/a.ts → src/engine/b.ts → src/engine/a.ts',
    ])
  })

  test.each([
    'src/engine/runPlan.ts',
    'src/engine/run_plan.ts',
    'src/engine/utils.ts',
    'src/engine/run-manager.ts',
    'src/engine/index.ts',
  ])('refuse the name %s', path => {
    expect(checkName(path)).toHaveLength(1)
  })

  test.each([
    ['a default export', 'src/a.ts', 'export default 1', 'no default exports'],
    ['a barrel', 'src/a.ts', "export * from './b.ts'", 'passes on'],
    ['a barrel in two lines', 'src/a.ts', "import { b } from './b.ts'\nexport { b }", 'passes on'],
    ['a file that is too long', 'src/a.ts', 'f()\n'.repeat(251), '251 lines of code'],
    [
      'a test that runs alone',
      'test/a.test.ts',
      "import { test } from 'vitest'\ntest.only('a', () => {})",
      'test.only',
    ],
    [
      'a mocked module',
      'test/a.test.ts',
      "import { vi } from 'vitest'\nvi.mock('#engine/plan')",
      'a mocked module',
    ],
  ])('refuse %s', (_, path, text, why) => {
    const [found, ...others] = parseSources(new Map([[path, text]])).flatMap(checkShape)
    expect(found).toContain(why)
    expect(others).toEqual([])
  })

  test('count neither comments nor blank lines as code', () => {
    const text = `/* why\n${'because\n'.repeat(300)}*/\n\n${'// why\n'.repeat(300)}f()\n`
    expect(parseSources(new Map([['src/a.ts', text]])).flatMap(checkShape)).toEqual([])
  })

  test.each([
    [
      'a playbook outside its catalogue',
      'playbooks/index/create.ts',
      "export const a = definePlaybook({ name: 'index.create' })",
      'is not in playbooks/catalogue.ts',
    ],
    [
      'a playbook with another name',
      'playbooks/index/drop.ts',
      "export const dropIndex = definePlaybook({ name: 'index.remove' })",
      "does not say name: 'index.drop'",
    ],
    [
      'commands without a catalogue',
      'commands/help.ts',
      "export const help = answers({ words: 'help' })",
      'commands has no catalogue.ts',
    ],
  ])('refuse %s', (_, path, text, why) => {
    const [found, ...others] = checkCatalogues(house, parseSources(planted({ [path]: text })))
    expect(found).toContain(why)
    expect(others).toEqual([])
  })

  test.each([
    ['src/a.ts', `// ${'todo'.toUpperCase()} later`, 'unfinished work'],
    ['docs/a.md', `Look into ${['', 'home', 'olga', 'howdah'].join('/')}`, 'a path of one machine'],
    ['src/a.ts', `from('${['registry', 'npmjs', 'org'].join('.')}')`, 'a package registry'],
    ['package-lock.json', '"resolved": "https://example.org/pg.tgz"', 'a download address'],
  ])('refuse in %s %j', (path, line, why) => {
    expect(checkWords(new Map([[path, line]]))[0]).toContain(why)
  })
})
