import { describe, expect, test } from 'vitest'
import type { SeenPrimary } from '#model/primaries'
import { primaryAnswers, silentPrimary } from '#report/draw/silent-primary'
import { replicaNode, silentNode } from '#test/support/facts/node-said'

const seen: SeenPrimary = {
  node: 'shop-1',
  timeline: 1,
  system: '7',
  data: '/data',
  machine: 'm',
  positions: [{ at: Date.parse('2026-11-30T18:40:01.234Z'), position: '0/3000148' }],
  silentAt: null,
}
const told = (more: Partial<Parameters<typeof silentPrimary>[0]> = {}) =>
  silentPrimary({
    cluster: 'shop',
    provider: 'self-managed',
    owner: 'C_OPS',
    nodes: [silentNode(), replicaNode()],
    seen,
    ...more,
  })

describe('the alarm about a silent primary', () => {
  test('says what is known, who could take over, and what to do', () => {
    expect(told()).toEqual({
      kind: 'answer',
      title: 'shop-1, the primary of shop, gives no answer.',
      lines: [
        'shop-1 refuses the connection at 127.0.0.1:5432.',
        'shop-1 was seen last at 2026-11-30 18:40:01.2 UTC, with WAL up to 0/3000148.',
        'shop-2 could take over: it has WAL up to 0/3000148, all that shop-1 was seen to have.',
        'To start the primary again loses nothing. Where that takes too long or it is gone for good, fail over: the plan tells first what is lost.',
      ],
      owner: 'C_OPS',
      alarm: true,
      offers: [
        { label: 'Fail Over', command: 'replication failover cluster=shop' },
        { label: 'Show Replication', command: 'replication status cluster=shop' },
      ],
    })
  })

  test('says that no bot has seen the primary', () => {
    const { title, lines } = told({ seen: null })
    expect(title).toBe('shop has no primary: no node that answers is one.')
    expect(lines?.[1]).toBe('shop-2 could take over: it has WAL up to 0/3000148.')
  })

  test('looks for a cut where no node answers, and offers no failover', () => {
    const nodes = [silentNode(), silentNode({ name: 'shop-2', because: 'There is no route.' })]
    const { lines, offers } = told({ nodes })
    expect(lines).toContain(
      'No node of shop answers: look first whether only Howdah is cut off, and then at the machines.',
    )
    expect(offers?.map(({ label }) => label)).toEqual(['Show Replication'])
  })

  test('has a person choose where every node answers as a replica', () => {
    const { title, lines, offers } = told({ nodes: [replicaNode({ name: 'shop-1' })] })
    expect(title).toBe('shop has no primary: no node that answers is one.')
    expect(lines?.at(-1)).toBe(
      'Find out which node holds the newest data, and start that one as the primary.',
    )
    expect(offers?.map(({ label }) => label)).toEqual(['Show Replication'])
  })

  test('leaves the failover to Patroni where Patroni decides', () => {
    const { lines, offers } = told({ provider: 'patroni' })
    expect(lines?.slice(-2)).toEqual([
      'Patroni decides who is the primary of this cluster.',
      'Patroni fails over by itself; by hand use `patronictl failover`.',
    ])
    expect(offers?.map(({ label }) => label)).toEqual(['Show Replication'])
  })
})

describe('the end of the alarm', () => {
  const at = new Date('2026-11-30T18:40:10Z')
  const since = new Date('2026-11-30T18:40:02Z')
  const nodes = [
    silentNode(),
    { name: 'shop-2', is: 'primary', timeline: 2, position: '0/3000200' },
  ] as const

  test('says which node is the primary now, and how long there was none', () => {
    const back = { answers: true, since: Date.parse('2026-11-30T18:40:29Z') }
    const over = primaryAnswers('shop', { at, since }, { nodes, primary: back })
    expect(over.title).toBe('shop has a primary again after 27 s: shop-2.')
    expect(over.over).toBe(true)
    expect(over.lines).toEqual([
      'shop-1 does not answer.',
      'shop-2 is a primary: timeline 2, WAL up to 0/3000200.',
      'Reported 2026-11-30 18:40 UTC.',
    ])
  })

  test('gives no time where this bot has heard the primary throughout', () => {
    const always = { answers: true, since: Date.parse('2026-11-30T18:00:00Z') }
    expect(primaryAnswers('shop', { at, since }, { nodes, primary: always }).title).toBe(
      'shop has a primary again: shop-2.',
    )
  })
})
