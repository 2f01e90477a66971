import { describe, expect, test } from 'vitest'
import type { Limit } from '#model/guard'
import { metricRules } from '#monitor/metrics/catalogue'
import { modeGuard, sizeGuard } from '#playbooks/pool/guards'
import { judgeAt, usual } from '#test/support/facts/judged'
import { lastOf, readings, times } from '#test/support/facts/metrics'

const app = { pooler: 'front', name: 'app' }
const { watches } = sizeGuard(app)

const titles = (limits: readonly Limit[]) =>
  limits.map(limit => metricRules[limit.metric].title(limit))

/** Waiting clients before the new size, and then. */
const judged = (before: number, since: number) => {
  const earlier = readings(times(4, { ...usual, waitingClients: before }))
  const later = readings(times(4, { ...usual, waitingClients: since }), lastOf(earlier))
  return judgeAt(watches, earlier, later).kind
}

describe('the guard of pool.resize', () => {
  test('takes the size back when at least two clients wait, and more than twice as many as before', () => {
    expect(judged(0, 2)).toBe('breach')
    expect(judged(3, 7)).toBe('breach')
  })

  test('keeps the size when nobody waits, or no more than before', () => {
    expect(judged(0, 0)).toBe('well')
    expect(judged(0, 1)).toBe('well')
    expect(judged(9, 4)).toBe('well')
    expect(judged(3, 6)).toBe('well')
  })

  test('watches the node too', () => {
    expect(titles(watches)).toEqual([
      'Clients that wait for a server of front/app',
      'Sessions that wait for a lock',
      'Connections in use',
    ])
  })
})

describe('the guard of pool.set-mode', () => {
  test('watches clients that wait, and transactions that fail', () => {
    expect(titles(modeGuard(app).watches)).toEqual([
      'Clients that wait for a server of front/app',
      'Rolled back transactions',
      'Connections in use',
    ])
  })
})
