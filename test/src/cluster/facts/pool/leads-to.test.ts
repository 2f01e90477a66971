import { describe, expect, test } from 'vitest'
import { nodeBehind, nodesBehind } from '#cluster/facts/pool/leads-to'

const nodes = [
  { name: 'shop-1', host: 'db-1', port: 5432 },
  { name: 'shop-2', host: '127.0.0.1', port: 5433 },
]

describe('a database of PgBouncer', () => {
  test.each([
    ['a node’s address', 'bouncer', { host: 'db-1', port: 5432 }, 'shop-1'],
    ['another port', 'bouncer', { host: 'db-1', port: 6000 }, null],
    ['another host', 'bouncer', { host: 'db-9', port: 5432 }, null],
    ['a list of one node', 'bouncer', { host: 'db-1,db-1', port: 5432 }, 'shop-1'],
    ['a list with a stranger', 'bouncer', { host: 'db-1,db-9', port: 5432 }, null],
    ['a socket beside the server', 'db-1', { host: '/run/postgresql', port: 5432 }, 'shop-1'],
    ['a socket elsewhere', 'bouncer', { host: null, port: 5432 }, null],
    ['loopback of this machine', '127.0.0.1', { host: 'localhost', port: 5433 }, 'shop-2'],
    ['loopback of another machine', 'bouncer', { host: '127.0.0.1', port: 5433 }, null],
  ])('that names %s leads there only if a node is there', (_, host, row, node) => {
    expect(nodeBehind(row, { host }, nodes)).toBe(node)
  })

  test('leads to a node for each host of a list, by the exact address first', () => {
    const near = [
      { name: 'shop-1', host: '127.0.0.1', port: 5432 },
      { name: 'shop-2', host: '127.0.0.2', port: 5432 },
    ]
    const row = { host: '127.0.0.2,127.0.0.1,db-9', port: 5432 }
    expect(nodesBehind(row, { host: '127.0.0.1' }, near)).toEqual(['shop-2', 'shop-1', null])
  })
})
