import { describe, expect, test } from 'vitest'
import { metricRules } from '#monitor/metrics/catalogue'
import { sizeGuard } from '#playbooks/pool/guards'
import { judgeAt, usual } from '#test/support/facts/judged'
import { lastOf, readings, times } from '#test/support/facts/metrics'

const { watches } = sizeGuard({ pooler: 'front', name: 'app' })

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
    expect(watches.map(limit => metricRules[limit.metric].title(limit))).toEqual([
      'Clients that wait for a server of front/app',
      'Sessions that wait for a lock',
      'Connections in use',
    ])
  })
})
