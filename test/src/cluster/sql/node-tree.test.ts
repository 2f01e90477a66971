import { describe, expect, test } from 'vitest'
import { findNode, nodesIn, readTree, wordIn } from '#cluster/sql/node-tree'

describe('a tree as PostgreSQL prints it', () => {
  test('has nodes with fields, lists and words', () => {
    const tree = readTree(
      '({QUERY :quals {OPEXPR :opno 96 :args ({VAR :varno 1} {CONST :constvalue 4 [ 1 0 ]}) :location -1} :rest <>})',
    )
    const call = findNode(tree, 'OPEXPR')
    if (!call) throw new Error('no call')
    expect(wordIn(call, 'opno')).toBe('96')
    expect(nodesIn(call, 'args').map(({ kind }) => kind)).toEqual(['VAR', 'CONST'])
    expect(nodesIn(call, 'location')).toEqual([])
  })

  test('shows a part whatever a name beside it looks like', () => {
    const args = '({FUNCEXPR :funcid 7 :args <>})'
    for (const text of [
      `{XMLEXPR :name :args :named_args <> :args ${args} :location -1}`,
      `{XMLEXPR :args ${args} :name :args :location -1}`,
      `{XMLEXPR :name a\\}b\\ :args\\( :args ${args}}`,
      `{XMLEXPR :arg_names ("} :args" ":args") :args ${args}}`,
    ]) {
      expect(findNode(readTree(text), 'FUNCEXPR'), text).toBeDefined()
    }
  })
})
