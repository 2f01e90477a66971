import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { house } from '#test/support/house/plan'
import { parseSources } from '#test/support/house/source-file'
import { checkTables } from '#test/support/house/table-rules'

const root = join(import.meta.dirname, '../..')
let copy = ''

/** Makes a repository with the words of the engine, the generators and two empty catalogues. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'howdah-generators-'))
  const taken = ['src', 'scripts', 'package.json', 'tsconfig.json', 'biome.json', '.oxlintrc.json']
  for (const path of taken) await cp(join(root, path), join(copy, path), { recursive: true })
  const biome = JSON.parse(await readFile(join(copy, 'biome.json'), 'utf8')) as object
  await writeFile(join(copy, 'biome.json'), JSON.stringify({ ...biome, vcs: { enabled: false } }))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const folder of ['commands', 'playbooks', 'test']) await mkdir(join(copy, folder))
})

afterEach(() => rm(copy, { recursive: true }))

const run = (...words: readonly string[]) =>
  spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' })
const tool = (name: string, ...words: readonly string[]) =>
  run(join('node_modules/.bin', name), ...words)
const read = (path: string) => readFile(join(copy, path), 'utf8')

const complaintsAbout = (paths: readonly string[]): readonly string[] => {
  const types = tool('tsc', '--noEmit').stdout.split('\n')
  return types.filter(line => paths.some(path => line.startsWith(path)))
}

describe('npm run new:playbook', () => {
  test('writes a playbook, its tests and its catalogue line, all of which pass the check', async () => {
    expect(run('scripts/new-playbook.ts', 'index.advise')).toMatchObject({ status: 0, stderr: '' })
    expect(run('scripts/new-playbook.ts', 'index.repack')).toMatchObject({ status: 0, stderr: '' })
    const written = [
      'playbooks/index/advise.ts',
      'test/playbooks/index/advise.test.ts',
      'test/live/index/advise.test.ts',
      'playbooks/catalogue.ts',
    ]
    expect(await read('playbooks/catalogue.ts')).toContain(
      'export const playbooks: readonly AnyPlaybook[] = [indexAdvise, indexRepack]',
    )
    expect(complaintsAbout(written)).toEqual([])
    const lint = tool('oxlint', ...written)
    expect(lint.stdout).toContain('Found 0 warnings and 0 errors.')
  })

  test('writes tests that fail until they are filled in', async () => {
    run('scripts/new-playbook.ts', 'index.advise')
    await writeFile(join(copy, 'vitest.config.ts'), 'export default {}')
    const { status, stdout } = tool('vitest', 'run', '--no-color')
    expect(stdout).toContain('Tests  6 failed (6)')
    expect(status).toBe(1)
  })

  test('never writes over what is there', async () => {
    run('scripts/new-playbook.ts', 'index.advise')
    await writeFile(join(copy, 'playbooks/index/advise.ts'), 'mine')
    const { status, stderr } = run('scripts/new-playbook.ts', 'index.advise')
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'Already there: playbooks/index/advise.ts, test/playbooks/index/advise.test.ts, test/live/index/advise.test.ts.\n',
    })
    expect(await read('playbooks/index/advise.ts')).toBe('mine')
  })

  test.each(['', 'index', 'Index.Create', 'index.create.now', '../index.create'])(
    'refuses the name %j',
    name => {
      const { status, stderr } = run('scripts/new-playbook.ts', name)
      expect(status).toBe(1)
      expect(stderr).toContain('say <subject>.<verb>, as in index.advise.')
    },
  )
})

describe('npm run new:command', () => {
  test('writes a command that answers, its test and its catalogue line', async () => {
    const { status } = run('scripts/new-command.ts', 'replication', 'status')
    expect(status).toBe(0)
    expect(await read('commands/replication/status.ts')).toContain('answers({')
    expect(await read('commands/catalogue.ts')).toContain('Command[] = [replicationStatus]')
    expect(complaintsAbout(['commands/', 'test/commands/'])).toEqual([])
    const entry = 'commands/replication/status.ts'
    const table = 'test/commands/replication/status.test.ts'
    const sources = await Promise.all(
      [entry, table].map(async path => [path, await read(path)] as const),
    )
    expect(checkTables(house, parseSources(new Map(sources)))).toEqual([])
    const lint = tool('oxlint', entry, table)
    expect(lint.stdout).toContain('Found 0 warnings and 0 errors.')
  })

  test('writes tests that fail until they are filled in', async () => {
    run('scripts/new-command.ts', 'replication', 'status')
    await writeFile(join(copy, 'vitest.config.ts'), 'export default {}')
    const { status, stdout } = tool('vitest', 'run', '--no-color')
    expect(stdout).toContain('Tests  3 failed (3)')
    expect(status).toBe(1)
  })

  test('refuses the words of a playbook, which proposes itself', () => {
    run('scripts/new-playbook.ts', 'index.advise')
    const { status, stderr } = run('scripts/new-command.ts', 'index advise')
    expect(status).toBe(1)
    expect(stderr).toBe('The playbook index.advise says these words by itself.\n')
  })

  test('refuses a phrase that nobody would say', () => {
    const { status, stderr } = run('scripts/new-command.ts', 'index.advise')
    expect(status).toBe(1)
    expect(stderr).toContain('say a subject and a verb, as in "index advise".')
  })
})
