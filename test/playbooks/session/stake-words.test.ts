import { describe, expect, test } from 'vitest'
import type { AtStake } from '#cluster/facts/session/at-stake'
import type { Session } from '#cluster/facts/session/sessions'
import { stakeEstimates } from '#playbooks/session/stake-words'
import { heldUp, sessionAbout } from '#test/support/facts/session'

const said = (label: string, stake: Partial<AtStake> = {}, more: Partial<Session> = {}) => {
  const { session, stake: usual } = sessionAbout({ session: more })
  if (!session || !usual) throw new Error('no session')
  return stakeEstimates(session, { ...usual, ...stake }).find(one => one.label === label)?.value
}

describe('what is at stake in a plan about a session', () => {
  test.each<[string, Partial<AtStake>, Partial<Session>]>([
    ['open for 12 min; what it has changed is rolled back', {}, {}],
    ['open for 12 min; nothing changed yet', { wrote: false }, {}],
    ['none open', {}, { inTransaction: null, transactionStart: null }],
    ['not known', {}, { state: 'disabled', inTransaction: null }],
  ])('says of the transaction: %s', (words, stake, session) => {
    expect(said('Transaction', stake, session)).toBe(words)
  })

  test('names the locks, where there are any', () => {
    const locks = ['ROW EXCLUSIVE on a', 'ROW SHARE on b', 'SHARE on c', 'SHARE on d']
    expect(said('Locks held', { locks })).toBe(
      'ROW EXCLUSIVE on a, ROW SHARE on b, SHARE on c and 1 more',
    )
    expect(said('Locks held', { locks: [] })).toBeUndefined()
  })

  test('names who waits, for how long and for what', () => {
    const replay = { kind: 'startup', node: 'shop-2', waited: null, wants: null }
    expect(
      said('Holds up', {
        heldUp: [heldUp(), heldUp({ pid: 4801, application: '', waited: 3 }), heldUp(replay)],
      }),
    ).toBe(
      '3 sessions: pid 4800 (shop), for 12 s, wants a row of public.orders; pid 4801 (billing), for 3 s, wants a row of public.orders; the replay of shop-2',
    )
    const many = Array.from({ length: 5 }, (_, at) => heldUp({ pid: at, wants: null }))
    expect(said('Holds up', { heldUp: many })).toMatch(/^5 sessions: .+ and 2 more$/)
  })

  test('takes no blindness for nobody', () => {
    expect(said('Holds up', { heldUp: [] })).toBe('nobody right now')
    expect(said('Holds up', { heldUp: null })).toBe('not known: waits for locks could not be read')
  })
})
