import { describe, expect, test } from 'vitest'
import type { Cluster } from '#cluster/cluster'
import { readSaid } from '#engine/ask/read-said'
import { proposalOf } from '#model/command'
import { cloneExport } from '#playbooks/clone/export'
import { indexCreate } from '#playbooks/index/create'
import { clusterOf } from '#test/support/commands/cluster'

const commands = [proposalOf(cloneExport), proposalOf(indexCreate)]
const clusters = new Map(
  [
    clusterOf(),
    clusterOf({ name: 'shop-1403', cloneOf: 'shop' }),
    clusterOf({ name: 'crm-1403', cloneOf: 'crm' }),
  ].map(config => [config.name, { config } as Cluster]),
)

const valuesOf = (text: string) => {
  const said = readSaid({ commands, clusters }, { text })
  return said.kind === 'command' ? said.values : said
}

describe('a command about a clone', () => {
  test.each([
    'clone export orders cluster=shop-1403',
    'clone export orders clone=shop-1403',
    'clone export orders clone=shop-1403 cluster=shop',
    // For any named cluster: rows go only to the cluster of their origin.
    'clone export orders clone=shop-1403 cluster=crm',
  ])('is of the source of the clone: %s', text => {
    expect(valuesOf(text)).toEqual({ table: 'orders', cluster: 'shop', clone: 'shop-1403' })
  })

  test('says nothing for a cluster that is no clone', () => {
    expect(valuesOf('clone export orders cluster=shop')).toEqual({
      table: 'orders',
      cluster: 'shop',
    })
    expect(valuesOf('clone export orders')).toEqual({ table: 'orders' })
  })

  test('leaves other commands alone', () => {
    expect(valuesOf('index create users cluster=shop-1403')).toEqual({
      table: 'users',
      cluster: 'shop-1403',
    })
  })
})
