import { describe, expect, test } from 'vitest'
import { aboutNodes, type NodeStatus } from '#cluster/facts/node/status'
import type { Reader } from '#model/view'
import { viewOf } from '#test/support/commands/cluster'

const behind: Partial<NodeStatus> = {
  behindSeconds: 44,
  behindBytes: 6_144,
  streams: true,
  paused: false,
  delaySeconds: 0,
}
const arrived: Partial<NodeStatus> = { ...behind, behindSeconds: 0, behindBytes: 0 }

/** Answers a status for each look, and the last status from then on. */
const replicaThat = (...statuses: readonly Partial<NodeStatus>[]): Reader => {
  const left = [...statuses]
  return {
    read: async <Row>(text: string) =>
      (text.includes('pg_sleep')
        ? []
        : [left.length > 1 ? left.shift() : left[0]]) as unknown as readonly Row[],
  }
}

const lagOf = async (reader: Reader) => {
  const view = viewOf(() => [{ lsn: '0/1' }])
  const nodes = view.nodes.map(node => ({ ...node, role: 'replica' as const, reader }))
  const [node] = await aboutNodes({ ...view, nodes })
  return { seconds: node?.behindSeconds, bytes: node?.behindBytes }
}

describe('the lag of a replica', () => {
  test.each([
    ['is none after an idle primary, once it has what was written', [behind, arrived], 0],
    ['is none when that takes a few looks', [behind, behind, behind, arrived], 0],
    ['is the age of its last transaction when it does not arrive', [behind], 44],
    ['is not waited for while its replay is paused', [{ ...behind, paused: true }, arrived], 44],
    [
      'is not waited for where it is delayed on purpose',
      [{ ...behind, delaySeconds: 60 }, arrived],
      44,
    ],
    ['is not waited for where it receives nothing', [{ ...behind, streams: false }, arrived], 44],
  ])('%s', async (_, statuses, seconds) => {
    expect(await lagOf(replicaThat(...statuses))).toEqual({
      seconds,
      bytes: seconds === 0 ? 0 : 6_144,
    })
  })
})
