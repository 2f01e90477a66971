import { describe, expect, test } from 'vitest'
import type { Session } from '#cluster/facts/session/sessions'
import { lookAtSession } from '#cluster/facts/session/target'
import type { NodeView, View } from '#model/view'
import { awayNode, viewOf } from '#test/support/commands/cluster'
import { sessionAbout } from '#test/support/facts/session'

const { session: client } = sessionAbout()

/** The node's rows about pid 4711; each right is held, and nobody waits. */
const nodeWith = (name: string, more: Partial<Session> | null): NodeView => {
  const held = { inherited: true, granted: true }
  const [node] = viewOf(values =>
    more === null || values.length < 2
      ? []
      : [{ ...client, ...more, signals: held, monitors: held }],
  ).nodes
  if (!node) throw new Error('no node')
  return { ...node, name }
}

const viewWith = (...nodes: readonly NodeView[]): View => ({
  ...viewOf(() => []),
  nodes,
  unreachable: [awayNode('shop-9')],
})

const looked = async (view: View, more: { node?: string; started?: string } = {}) => {
  const { node, also, looked: names } = await lookAtSession(view, { pid: 4711, ...more })
  return { node, also, looked: names }
}

const everywhere = { looked: ['shop-1', 'shop-2'] }

describe('a session', () => {
  test.each([
    [
      'is found on the replica without naming it',
      viewWith(nodeWith('shop-1', null), nodeWith('shop-2', {})),
      {},
      { node: 'shop-2', also: [], ...everywhere },
    ],
    [
      'is looked for on the named node alone',
      viewWith(nodeWith('shop-1', {}), nodeWith('shop-2', null)),
      { node: 'shop-2' },
      { node: null, also: [], looked: ['shop-2'] },
    ],
    [
      'is not chosen among two clients of one pid',
      viewWith(nodeWith('shop-1', {}), nodeWith('shop-2', {})),
      {},
      { node: 'shop-1', also: ['shop-2'], ...everywhere },
    ],
    [
      'is told by its start from the other one of that pid',
      viewWith(nodeWith('shop-1', { backendStart: 'earlier' }), nodeWith('shop-2', {})),
      { started: client?.backendStart ?? '' },
      { node: 'shop-2', also: [], ...everywhere },
    ],
    [
      'is the client where another node has a worker of that pid',
      viewWith(nodeWith('shop-1', { kind: 'checkpointer' }), nodeWith('shop-2', {})),
      {},
      { node: 'shop-2', also: [], ...everywhere },
    ],
    [
      'is nowhere where no node has it',
      viewWith(nodeWith('shop-1', null), nodeWith('shop-2', null)),
      {},
      { node: null, also: [], ...everywhere },
    ],
  ])('%s', async (_, view, more, found) => {
    expect(await looked(view, more)).toEqual(found)
  })
})
