import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'

const written = (data?: string) => ({
  environment: 'staging',
  databases: ['app'],
  credentials: { observe: 'o:1' },
  nodes: [{ name: 'shop-1', url: 'postgres://db:5433', ...(data === undefined ? {} : { data }) }],
})

const nodesOf = (data?: string) => {
  const problems: string[] = []
  const { nodes } = clusterOf('shop', clusterSchema.parse(written(data)), [], problems)
  expect(problems).toEqual([])
  return nodes
}

describe('a node of an inventory', () => {
  test('has its data directory where one is named', () => {
    const node = { name: 'shop-1', host: 'db', port: 5_433 }
    expect(nodesOf()).toEqual([node])
    expect(nodesOf('/data/shop-1')).toEqual([{ ...node, data: '/data/shop-1' }])
  })

  test('has no data directory that begins nowhere', () => {
    expect(clusterSchema.safeParse(written('data/shop-1')).success).toBe(false)
  })
})
