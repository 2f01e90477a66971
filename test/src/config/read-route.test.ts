import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'

const reads = { database: 'app_ro', files: '/etc/pgbouncer/{nodes}.ini', lag_seconds: 10 }
const credentials: object = { observe: 'watcher:1', admin: 'steward:1' }
const twoNodes = [
  { name: 'shop-1', url: 'postgres://db-1' },
  { name: 'shop-2', url: 'postgres://db-2' },
]

const read = (more: object = {}, { login = credentials, nodes = twoNodes } = {}) => {
  const problems: string[] = []
  const parsed = clusterSchema.safeParse({
    environment: 'staging',
    url: 'postgres://howdah:1@db-1:5432/app',
    nodes,
    pools: [
      {
        name: 'front',
        url: 'postgres://bouncer',
        credentials: login,
        reads: { ...reads, ...more },
      },
    ],
  })
  const cluster = parsed.data && clusterOf('shop', parsed.data, [], problems)
  return { route: cluster?.pools?.[0]?.reads, problems: problems.join('\n'), taken: parsed.success }
}

describe('a database for reads in the inventory', () => {
  test('keeps the last replica, and lets one return after half a minute, unless told otherwise', () => {
    expect(read()).toEqual({
      taken: true,
      problems: '',
      route: {
        database: 'app_ro',
        files: '/etc/pgbouncer/{nodes}.ini',
        lagSeconds: 10,
        lagBytes: null,
        least: 1,
        otherwise: 'last',
        settleSeconds: 30,
      },
    })
  })

  test.each([
    ['a login that acts', {}, { login: { observe: 'watcher:1' } }, 'needs `credentials.admin`'],
    ['a replica', {}, { nodes: twoNodes.slice(0, 1) }, 'needs a cluster with a replica'],
    [
      'nodes of the same port',
      {},
      { nodes: [...twoNodes, { name: 'shop-3', url: 'postgres://db-3:5433' }] },
      'nodes that all have the same port',
    ],
    ['as many replicas as it keeps', { least: 2 }, {}, 'more than the cluster has replicas'],
  ])('needs %s', (_, more, around, words) => {
    expect(read(more, around).problems).toContain(words)
  })

  test.each([
    ['without {nodes}', { files: '/etc/pgbouncer/all.ini' }],
    ['with a quote', { files: "/etc/pgbouncer/{nodes}'.ini" }],
    ['relative', { files: 'reads/{nodes}.ini' }],
  ])('takes no path %s', (_, more) => {
    expect(read(more).taken).toBe(false)
  })
})
