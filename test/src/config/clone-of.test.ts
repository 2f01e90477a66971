import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config/read-config'
import { BadConfig } from '#src/errors'
import { testKey } from '#test/support/signing'

const root = mkdtempSync(join(tmpdir(), 'howdah-inventory-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const clustersOf = (cloneOf: string) => {
  const file = join(root, 'howdah.json')
  const of = (name: string) => ({
    environment: 'staging',
    url: `postgres://howdah@${name}.internal/app`,
  })
  writeFileSync(
    file,
    JSON.stringify({
      channels: { ops: 'C_OPS' },
      people: {},
      clusters: { shop: of('shop'), before: { ...of('before'), clone_of: cloneOf } },
    }),
  )
  const env = { HOWDAH_CONFIG: file, HOWDAH_SIGNING_KEY: testKey }
  try {
    return readConfig(env, []).clusters.map(({ name, cloneOf: source = null }) => [name, source])
  } catch (error) {
    if (error instanceof BadConfig) return error.problems
    throw error
  }
}

describe('a clone that somebody else made', () => {
  test('is of another cluster of the inventory', () => {
    expect(clustersOf('shop')).toEqual([
      ['shop', null],
      ['before', 'shop'],
    ])
  })

  test.each(['before', 'crm'])('is not of itself or of nothing: %s', cloneOf => {
    expect(clustersOf(cloneOf)).toEqual([
      `clusters.before: \`clone_of\` names no other cluster: ${cloneOf}.`,
    ])
  })
})
