import { describe, expect, test } from 'vitest'
import { hasGiven } from '#cluster/facts/config/given'
import { givenSetting, lineOfPatroni, nodeOfPatroni } from '#test/support/facts/patroni-settings'

const waiting = { context: 'postmaster', unit: null, pendingRestart: true }

describe('a server has the value of Patroni', () => {
  test.each([
    ['in force', [givenSetting('work_mem', '65536')], [lineOfPatroni('work_mem', '64MB')]],
    ['from elsewhere', [givenSetting('work_mem', '65536', { source: 'default' })], []],
  ])('%s', (_, settings, lines) => {
    const node = nodeOfPatroni('shop-1', settings, lines)
    expect(hasGiven(node, 'work_mem', '65536')).toBe(true)
    expect(hasGiven(node, 'work_mem', '4096')).toBe(false)
  })

  test('pending until its restart, and back in force though the file is old', () => {
    const node = nodeOfPatroni(
      'shop-1',
      [givenSetting('max_connections', '100', waiting)],
      [lineOfPatroni('max_connections', '200')],
    )
    expect(hasGiven(node, 'max_connections', '200')).toBe(true)
    expect(hasGiven(node, 'max_connections', '100')).toBe(true)
    expect(hasGiven(node, 'max_connections', '300')).toBe(false)
  })

  test('not before the reload', () => {
    const node = nodeOfPatroni('shop-1', [], [lineOfPatroni('work_mem', '64MB')])
    expect(hasGiven(node, 'work_mem', '65536')).toBe(false)
  })

  test('no more, once the line is gone and the server has reloaded', () => {
    const given = givenSetting('work_mem', '65536')
    const line = lineOfPatroni('work_mem', '64MB')
    expect(hasGiven(nodeOfPatroni('shop-1', [given], [line]), 'work_mem', null)).toBe(false)
    expect(hasGiven(nodeOfPatroni('shop-1', [given]), 'work_mem', null)).toBe(false)
    expect(hasGiven(nodeOfPatroni('shop-1'), 'work_mem', null)).toBe(true)
  })
})
