import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readInventory } from '#config/read-inventory'
import { BadConfig } from '#src/errors'

const dir = mkdtempSync(join(tmpdir(), 'howdah-passwords-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const kept = join(dir, 'password')
writeFileSync(kept, 'hunter2\n')
const env = {
  KIND: 'production',
  LOGIN: 'howdah:hunter2',
  PASSWORD: 'hunter2',
  URL: 'postgres://howdah:hunter2@db.internal/app',
}

const problemsIn = (text: string): readonly string[] => {
  const path = join(dir, 'howdah.yaml')
  writeFileSync(path, text)
  try {
    readInventory(path, env)
    return []
  } catch (error) {
    if (error instanceof BadConfig)
      return error.problems.map(problem => problem.replace(`${dir}/`, ''))
    throw error
  }
}

const problemsOf = (cluster: Readonly<Record<string, unknown>>): readonly string[] => {
  const people = { operators: ['U_OLGA'], approvers: ['U_ADAM'] }
  const main = { environment: 'production', ...cluster }
  return problemsIn(JSON.stringify({ channels: { ops: 'C' }, people, clusters: { main } }))
}

const nodesAt = (...urls: readonly string[]) => ({
  nodes: urls.map((url, index) => ({ name: `n${index}`, url })),
})

const said =
  'the password of a production cluster is never written here. Put ${env:NAME} or ${file:/path} in its place.'

describe('a password in the file of a production cluster', () => {
  test.each([
    ['url', { url: 'postgres://howdah:hunter2@db.internal:5432/app' }],
    ['url', { url: 'postgresql://howdah:hunter2@${env:HOST}/app' }],
    ['url', { url: 'postgres://${env:USER}:hunter2@db.internal/app' }],
    ['url', { url: 'postgres://howdah:hunter2${env:PASSWORD}@db.internal/app' }],
    ['url', { url: 'postgres://howdah:hunter@2@db.internal/app' }],
    ['url', { url: 'postgres://howdah@db.internal/app?sslmode=verify-full&password=hunter2' }],
    ['nodes.1.url', nodesAt('postgres://db.internal', 'postgres://howdah:hunter2@replica')],
    ['credentials.observe', { credentials: { observe: 'howdah:hunter2' } }],
    ['credentials.ddl', { credentials: { ddl: '${env:USER}:hunter2' } }],
    // The text looks like a variable, but is a literal.
    ['credentials.ddl', { credentials: { ddl: 'howdah:${PASSWORD}' } }],
    ['url', { environment: '${env:KIND}', url: 'postgres://howdah:hunter2@db.internal/app' }],
  ])('is refused in %s and not repeated: %j', (at, cluster) => {
    const problems = problemsOf(cluster)
    expect(problems).toContain(`clusters.main.${at}: ${said}`)
    expect(problems.join('\n')).not.toContain('hunter')
  })

  test('is refused as the key of a repository too', () => {
    const problems = problemsOf({ backup: { folder: '/backup', key: 'vault:hunter2' } })
    expect(problems).toContain(`clusters.main.backup.key: ${said.replace('password', 'key')}`)
    expect(problems.join('\n')).not.toContain('hunter')
  })

  test.each([
    [{ url: 'postgres://howdah:${env:PASSWORD}@db.internal:5432/app' }],
    [{ url: 'postgres://howdah@db.internal:5432/app' }],
    [{ url: '${env:URL}' }],
    [nodesAt('postgres://db.internal:5432', 'postgres://${env:PASSWORD}:5432')],
    [{ credentials: { observe: `howdah:\${file:${kept}}`, ddl: '${env:LOGIN}' } }],
    [{ environment: 'staging', url: 'postgres://howdah:hunter2@db.internal/app' }],
  ])('is none in %j', cluster => {
    expect(problemsOf(cluster)).toEqual([])
  })
})

describe('a password that YAML cannot read', () => {
  test.each([
    [
      'password: *hunter2',
      'howdah.yaml: Unresolved alias (the anchor must be set before the alias).',
    ],
    ['password: |hunter2', 'howdah.yaml, line 2: Block scalar header includes extra characters.'],
    ['password: }hunter2', 'howdah.yaml, line 2: Unexpected flow-map-end token in YAML stream.'],
    ['password: "\\xhunter2"', 'howdah.yaml, line 2: Invalid escape sequence.'],
  ])('is not repeated: %s', (line, problem) => {
    const problems = problemsIn(`channels: { ops: C }\n${line}\n`)
    expect(problems).toContain(problem)
    expect(problems.join('\n')).not.toContain('hunter')
  })
})
