import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config/read-config'
import { BadConfig } from '#src/errors'

const folder = mkdtempSync(join(tmpdir(), 'howdah-reach-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const gone = join(folder, 'gone')
mkdirSync(join(folder, 'folder.yaml'))
writeFileSync(
  join(folder, 'one.yaml'),
  `channels: { ops: C_OPS }
people: { operators: [U_OLGA], approvers: [U_ADAM] }
clusters: { shop: { environment: staging, url: "\${file:${gone}}" } }
`,
)

const problems = (env: Readonly<Record<string, string>>): string => {
  try {
    readConfig(env, [])
    return ''
  } catch (error) {
    if (error instanceof BadConfig) return error.problems.join('\n')
    throw error
  }
}

describe('a file that the configuration names', () => {
  test.each([
    [
      'the inventory',
      { HOWDAH_CONFIG: gone },
      `HOWDAH_CONFIG leads to ${gone}, which is not there.`,
    ],
    [
      'one of its files',
      { HOWDAH_CONFIG: folder },
      `HOWDAH_CONFIG leads to ${folder}/folder.yaml, which is a folder.`,
    ],
    [
      'a value of it',
      { HOWDAH_CONFIG: join(folder, 'one.yaml') },
      `clusters.shop.url: the file ${gone} is not there.`,
    ],
    [
      'the keys',
      { HOWDAH_CONFIG: gone, HOWDAH_SIGNING_KEY_FILE: gone },
      `HOWDAH_SIGNING_KEY_FILE names ${gone}, which is not there. It holds lines of the form`,
    ],
  ])('is told in words where %s cannot be read', (_, env, words) => {
    expect(problems(env)).toContain(words)
    expect(problems(env)).not.toMatch(/ENOENT|EISDIR/)
  })
})
