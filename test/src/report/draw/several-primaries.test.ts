import { describe, expect, test } from 'vitest'
import type { NodeSaid } from '#model/primaries'
import { severalPrimaries, severalPrimariesOver } from '#report/draw/several-primaries'
import { replicaNode, silentNode } from '#test/support/facts/node-said'

const node = (more: Partial<Extract<NodeSaid, { is: 'primary' }>> = {}): NodeSaid => ({
  name: 'shop-1',
  is: 'primary',
  timeline: 1,
  position: '0/3000148',
  ...more,
})

describe('the alarm about two primaries', () => {
  test('names each node, and what to do now', () => {
    const nodes = [node(), node({ name: 'shop-2', timeline: 2 })]
    const { title, lines, alarm } = severalPrimaries(
      'shop',
      { nodes, several: ['shop-1', 'shop-2'] },
      'C_OPS',
    )
    expect(title).toBe('shop has two primaries: shop-1 and shop-2 take writes at the same time.')
    expect(alarm).toBe(true)
    expect(lines).toEqual([
      'shop-1 is a primary: timeline 1, WAL up to 0/3000148.',
      'shop-2 is a primary: timeline 2, WAL up to 0/3000148.',
      'What is committed on one of them the other lacks, and each minute makes it more.',
      'Do this now: let applications connect to one of them only, as a rule the one with the highest timeline, and stop the other server.',
      'Keep the files of the server that you stop: its last commits are in there alone. Build it anew as a replica once they were looked at.',
      'shop is frozen: Howdah starts nothing there until somebody says `thaw shop`.',
    ])
  })

  test('is replaced by who is the primary now', () => {
    const nodes = [silentNode(), node({ name: 'shop-2', timeline: null, position: null })]
    const over = severalPrimariesOver('shop', { at: new Date('2026-11-30T18:40:00Z') }, { nodes })
    expect(over.title).toBe('shop has one primary again: shop-2.')
    expect(over.lines).toEqual([
      'shop-1 does not answer.',
      'shop-2 is a primary: timeline not known, WAL up to a place not known.',
      'Reported 2026-11-30 18:40 UTC.',
      'A freeze of shop stands until somebody says `thaw shop`.',
    ])
  })

  test('says so where no node that answers is a primary any more', () => {
    const nodes = [replicaNode({ name: 'shop-1' }), silentNode({ name: 'shop-2' })]
    const over = severalPrimariesOver('shop', { at: new Date(0) }, { nodes })
    expect(over.title).toBe('shop has no second primary any more, and no primary that answers.')
    expect(over.lines?.[0]).toBe('shop-1 is a replica.')
  })
})
