import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { noSuchNode } from '#playbooks/shared/no-such-node'

const nodes = { cluster: 'shop', names: ['shop-1', 'shop-2'], none: 'It has no replica.' }

describe('a node that is not there', () => {
  test.each([
    ['shop-3', nodes, 'shop has no node shop-3.', 'Did you mean `shop-1`?'],
    ['billing', nodes, 'shop has no node billing.', 'Name one of: shop-1 and shop-2.'],
    [
      'shop',
      nodes,
      'shop is the cluster, and none of its nodes is called so.',
      'Name one of: shop-1 and shop-2.',
    ],
    ['shop shop-2', nodes, 'shop has no node “shop shop-2”.', 'Did you mean `shop-2`?'],
    [
      'shop shop',
      nodes,
      'shop is the cluster, and none of its nodes is called so.',
      'Name one of: shop-1 and shop-2.',
    ],
    ['shop-3', { ...nodes, names: [] }, 'shop has no node shop-3.', 'It has no replica.'],
  ])('%s is refused with what could be meant', (wanted, about, because, instead) => {
    expect(noSuchNode(wanted, about)).toEqual(refusal(because, instead, 'replication status'))
  })
})
