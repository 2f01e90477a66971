/** The house rules as data, and proof that each rule can fail. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkCatalogues } from '#test/support/house/catalogue-rules'
import { checkComments } from '#test/support/house/comment-rules'
import { checkName, checkShape, checkWords } from '#test/support/house/file-rules'
import { checkFolders, checkTypeNames } from '#test/support/house/folder-rules'
import { checkImports, findCycles, longestChain } from '#test/support/house/import-rules'
import { house } from '#test/support/house/plan'
import { plantedImports } from '#test/support/house/planted-imports'
import { parseSources } from '#test/support/house/source-file'
import { readSourceTree, type SourceTree } from '#test/support/house/source-tree'
import { checkTables } from '#test/support/house/table-rules'

const root = join(import.meta.dirname, '..')
const tree = readSourceTree(root)
const files = parseSources(tree)

describe('the house', () => {
  test('imports go down only, and packages stay where they belong', () => {
    expect(checkImports(house, files)).toEqual([])
  })

  test('has no import cycles, type imports included', () => {
    expect(findCycles(house, files)).toEqual([])
  })

  test('has comments that name the noun', () => {
    expect(checkComments(files)).toEqual([])
  })

  test('has no chain of imports longer than 18', () => {
    expect(
      longestChain(
        house,
        files.filter(({ path }) => path.startsWith('src/') || /^(commands|playbooks)\//.test(path)),
      ).length,
    ).toBeLessThanOrEqual(18)
  })

  test('has no folder that holds more than a person takes in', () => {
    expect(checkFolders([...tree.keys()])).toEqual([])
  })

  test('calls no two types by one name', () => {
    expect(checkTypeNames(files)).toEqual([])
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

  test('has a table of what people read for every command', () => {
    expect(checkTables(house, files)).toEqual([])
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

  const tableOf = (path: string) =>
    `import { a } from '${path}'\ntest.each([['a', a]])('%s', (_, one) => expect(one).toBe(1))`
  const command = 'export const a = answers({})'
  const playbook = 'export const a = definePlaybook({})'

  test('accept a table at the mirrored place, and a part without one', () => {
    const tabled = {
      'commands/index/list.ts': command,
      'commands/index/words.ts': 'export const words = 1',
      'commands/catalogue.ts': "import { a } from '#commands/index/list'",
      'test/commands/index/list.test.ts': tableOf('#commands/index/list'),
    }
    const commands = { ...house, tabled: ['commands'] }
    expect(checkTables(commands, parseSources(planted(tabled)))).toEqual([])
  })

  test.each([
    [
      'a command without a table',
      { 'commands/index/list.ts': command },
      'commands/index/list.ts has no table test test/commands/index/list.test.ts',
    ],
    [
      'a table of another command',
      {
        'commands/help.ts': command,
        'test/commands/help.test.ts': tableOf('#engine/plan'),
      },
      'test/commands/help.test.ts does not import commands/help.ts',
    ],
    [
      'a test without a table',
      {
        'commands/help.ts': command,
        'test/commands/help.test.ts': "import { a } from '#commands/help'\ntest('a', a)",
      },
      'test/commands/help.test.ts has neither a table nor three tests',
    ],
    [
      'a table of what is gone',
      { 'test/commands/gone.test.ts': tableOf('#engine/plan') },
      'test/commands/gone.test.ts mirrors no file of commands',
    ],
    [
      'a playbook without a table, once playbooks have theirs',
      {
        'playbooks/index/drop.ts': playbook,
        'test/playbooks/index/create.test.ts': tableOf('#playbooks/index/create'),
        'playbooks/index/create.ts': playbook,
      },
      'playbooks/index/drop.ts has no table test test/playbooks/index/drop.test.ts',
    ],
  ])('refuse %s', (_, more, why) => {
    const tabled = Object.keys(more).some(path => path.startsWith('playbooks/'))
      ? ['playbooks']
      : ['commands']
    expect(checkTables({ ...house, tabled }, parseSources(planted(more)))).toEqual([why])
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
