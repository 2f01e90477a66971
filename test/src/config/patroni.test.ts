import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'
import { configOfClone } from '#model/clone/config'

const read = (
  nodes: readonly { readonly url: string; readonly member?: string }[],
  more: object = {},
) => {
  const problems: string[] = []
  const data = clusterSchema.parse({
    environment: 'staging',
    provider: 'patroni',
    databases: ['app'],
    nodes: nodes.map((patroni, at) => ({
      name: `shop-${at + 1}`,
      url: 'postgres://db',
      ...(patroni.url === '' ? {} : { patroni }),
    })),
    credentials: { observe: 'howdah:1', patroni: 'ops:secret' },
    ...more,
  })
  return { config: clusterOf('shop', data, [], problems), problems }
}

const [one, two] = [{ url: 'https://db-1:8008' }, { url: 'https://db-2:8008/', member: 'pg-2' }]

describe('Patroni in the inventory', () => {
  test('is an address beside each node, by the name that Patroni has for the node', () => {
    const { config, problems } = read([one, two])
    expect(problems).toEqual([])
    expect(config.patroni).toEqual([
      { node: 'shop-1', member: 'shop-1', url: 'https://db-1:8008' },
      { node: 'shop-2', member: 'pg-2', url: 'https://db-2:8008' },
    ])
    expect(config.credentials.patroni).toEqual({ user: 'ops', password: 'secret' })
  })

  test('is nothing of a clone', () => {
    const clone = configOfClone(read([one, two]).config, { name: 'shop-clone-1', socket: '/s' })
    expect(clone.patroni).toBeUndefined()
    expect(clone.credentials.patroni).toBeUndefined()
  })

  test.each<readonly [string, Parameters<typeof read>[0], object, string]>([
    [
      'of another provider',
      [one, two],
      { provider: 'self-managed' },
      '`patroni` is for `provider: patroni`',
    ],
    [
      'of some nodes alone',
      [one, { url: '' }],
      {},
      '`patroni: { url }` is named of every node, or of none',
    ],
    [
      'with a login and no address',
      [{ url: '' }],
      {},
      '`credentials.patroni` takes `patroni: { url }` of each node',
    ],
    [
      'with one member for two nodes',
      [one, { url: 'https://db-2:8008', member: 'shop-1' }],
      {},
      'two nodes have one `patroni.member`',
    ],
    [
      'over a network in the clear',
      [{ url: 'http://db-1:8008' }, two],
      {},
      'the `patroni.url` of shop-1 takes https: over http a login can be read on the way (restapi.certfile of Patroni)',
    ],
    ...['https://ops:secret@db-1', 'https://db-1/patroni', 'ftp://db-1', 'db-1:8008', 'x'].map(
      url =>
        [
          `at ${url}`,
          [{ url }, two],
          {},
          'the `patroni.url` of shop-1 is not of the form https://host:8008; its login is `credentials.patroni`',
        ] as const,
    ),
  ])('is refused %s', (_, nodes, more, problem) => {
    expect(read(nodes, more).problems).toEqual([`clusters.shop: ${problem}`])
  })
})
