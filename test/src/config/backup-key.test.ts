import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'
import { namedConfig } from '#main/named-config'
import type { Config } from '#model/configuration'
import { newSigningKey } from '#signing/keys'

const read = (key: string) => {
  const problems: string[] = []
  const cluster = clusterOf(
    'shop',
    clusterSchema.parse({
      environment: 'staging',
      url: 'postgres://howdah:1@db:5432/app',
      backup: { folder: '/backup', key },
    }),
    [],
    problems,
  )
  return { keys: cluster.backup?.keys, problems, cluster }
}

describe('the key of a repository', () => {
  test('is read as several, of which the first encrypts', () => {
    const { keys, problems } = read(`${newSigningKey('new')}\n${newSigningKey('old')}`)
    expect(problems).toEqual([])
    expect(keys?.backups.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^new\.[0-9a-f]{16}$/),
      expect.stringMatching(/^old\.[0-9a-f]{16}$/),
    ])
    expect(keys?.wal.map(({ name }) => name)).toEqual(keys?.backups.map(({ name }) => name))
  })

  test.each(['', 'secret', 'vault:short'])('is never repeated where it is no key: %j', key => {
    const { problems } = read(key)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/`backup\.key` does not hold keys: write each as name:key/)
    expect(problems[0]).not.toMatch(/secret|short/)
  })

  test('is in the recorded configuration by its name alone', () => {
    const key = newSigningKey('vault')
    const recorded = namedConfig({
      people: {},
      channels: {},
      policies: [],
      engine: {},
      retention: {},
      clusters: [read(key).cluster],
    } as unknown as Config)
    expect(recorded['clusters.shop.backup.keys']).toMatch(/^\["vault\.[0-9a-f]{16}"\]$/)
    expect(JSON.stringify(recorded)).not.toContain(key.split(':')[1])
  })
})
