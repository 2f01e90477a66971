import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'
import { literalPasswords } from '#config/literal-passwords'

const front = {
  name: 'front',
  url: 'postgres://bouncer:6432',
  credentials: { observe: 'watcher:1' },
}

const read = (pools: readonly object[], more: object = {}) => {
  const problems: string[] = []
  const parsed = clusterSchema.safeParse({
    environment: 'staging',
    url: 'postgres://howdah:1@db:5432/app',
    pools,
    ...more,
  })
  const cluster = parsed.data && clusterOf('shop', parsed.data, [], problems)
  return { pools: cluster?.pools, problems, taken: parsed.success }
}

describe('pools in the inventory', () => {
  test('have an address, and a login that acts only where one is named', () => {
    expect(read([front])).toEqual({
      problems: [],
      taken: true,
      pools: [
        {
          name: 'front',
          host: 'bouncer',
          port: 6_432,
          databases: null,
          config: null,
          observe: { user: 'watcher', password: '1' },
          admin: null,
        },
      ],
    })
  })

  test.each([
    ['a login in the address', { url: 'postgres://a:secret@bouncer' }, 'pool front: its URL'],
    ['another protocol', { url: 'http://bouncer' }, 'pool front: its URL'],
    [
      'a login without a password',
      { credentials: { observe: 'watcher' } },
      'written user:password',
    ],
  ])('are refused with %s, and no word of it is repeated', (_, more, said) => {
    const { problems } = read([{ ...front, ...more }])
    expect(problems.join()).toContain(said)
    expect(problems.join()).not.toContain('secret')
  })

  test('are refused with two of one name, or a name that the console would have to quote', () => {
    expect(read([front, front]).problems.join()).toContain('two pools have one name')
    expect(read([{ ...front, databases: ['app"; SHUTDOWN'] }]).taken).toBe(false)
  })

  test('are led by a file for reads, or have one that Howdah writes, not both', () => {
    const reads = { database: 'app_ro', files: '/etc/pgbouncer/reads/{nodes}.ini', lag_seconds: 5 }
    const both = { ...front, config: '/etc/pgbouncer/pgbouncer.ini', reads }
    expect(read([both]).problems.join()).toContain('`reads` and `config` do not go together')
    expect(read([{ ...front, reads }]).problems.join()).not.toContain('do not go together')
  })

  test('are spoken to without TLS on this machine alone', () => {
    const sample = { environment: 'sample', url: 'postgres://howdah:1@127.0.0.1/app' }
    expect(read([front], sample).problems.join()).toContain('it is on another machine')
    expect(read([{ ...front, url: 'postgres://127.0.0.1:6432' }], sample).problems).toEqual([])
  })

  test('hold no password in the file of a production cluster', () => {
    const inventory = { clusters: { shop: { environment: 'production', pools: [front] } } }
    expect(literalPasswords(inventory, inventory)).toEqual([
      'clusters.shop.pools.0.credentials.observe: the password of a production cluster is never written here. Put ${env:NAME} or ${file:/path} in its place.',
    ])
  })
})
