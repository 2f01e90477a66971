import { describe, expect, test } from 'vitest'
import { sessionTerminate } from '#playbooks/session/terminate'
import { planned, valueOf } from '#test/support/facts/planned'
import { type SessionMore, sessionAbout } from '#test/support/facts/session'
import { micros } from '#text/instant'

const asked = { pid: 4711 }
const planOf = (more: SessionMore = {}) => planned(sessionTerminate, asked, sessionAbout(more))

describe('session.terminate', () => {
  test('says what it is', () => {
    expect(sessionTerminate).toMatchObject({
      name: 'session.terminate',
      version: 4,
      summary: 'End a session and roll back what it has open',
      example: '4711',
      first: 'pid',
      risk: 'disruptive',
    })
  })

  test('plans exactly this', () => {
    const same = `pid = $1 and ${micros('backend_start')} = $2::bigint and ${micros('xact_start')} is not distinct from $3::bigint`
    const values = [4711, '1795424400123456', '1795425480111111']
    const label = 'pid 4711 (invoices, active for 40 s, transaction open for 12 min)'
    expect(planOf()).toEqual({
      headline: `End ${label} on shop-1`,
      steps: [
        {
          title: 'End pid 4711',
          action: {
            kind: 'sql',
            duty: 'maintain',
            node: 'shop-1',
            database: 'shop',
            role: null,
            statement: `select pg_terminate_backend(pid, 5000) from pg_stat_activity where ${same}`,
            values,
            state: {
              text: `select case when exists (select from pg_stat_activity where ${same}) then 'absent'
        when exists (select from pg_stat_activity where pid = $1 and backend_start is null) then 'unknown'
        else 'present' end as state`,
              values,
            },
            repair: null,
            tidy: null,
            again: true,
            locking: 'none',
            names: 'catalogue',
            deadlineSeconds: 30,
          },
          effects: [
            {
              change: 'terminate',
              kind: 'session',
              object:
                'pid 4711 on shop-1 (in its transaction since 2026-11-23 09:18:00.111111 UTC)',
              bytes: null,
              lock: null,
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [],
      estimates: [
        { label: 'Session', value: label },
        { label: 'User', value: 'billing' },
        { label: 'Database', value: 'shop' },
        { label: 'Client', value: '10.0.0.7' },
        { label: 'Last statement', value: 'update orders set paid = $1' },
        {
          label: 'Transaction',
          value: 'open for 12 min; what it has changed is rolled back',
        },
        { label: 'Locks held', value: 'ROW EXCLUSIVE on public.orders' },
        { label: 'Holds up', value: 'nobody right now' },
        { label: 'Undo', value: 'none: what it had not committed is lost' },
      ],
      notes: ['Its open transaction is rolled back; if that has ended by then, nothing is done.'],
    })
  })

  test('claims nothing about a session that PostgreSQL does not track', () => {
    const plan = planOf({
      session: { state: 'disabled', transactionStart: null, inTransaction: null, query: '' },
    })
    expect(plan.headline).toBe(
      'End pid 4711 (invoices; what it does is not known, track_activities is off) on shop-1',
    )
    expect(plan.steps[0]?.effects[0]?.object).toBe('pid 4711 on shop-1 (in whatever it does then)')
    expect(plan.estimates).toContainEqual({ label: 'Last statement', value: 'not known' })
    expect(plan.notes).toEqual([
      'Whether it is in a transaction is not known: `track_activities` is off for it. Whatever it has open then is rolled back.',
    ])
  })

  test('ends an idle session only as long as it is in no transaction', () => {
    const plan = planOf({
      session: { state: 'idle', transactionStart: null, inTransaction: null },
    })
    expect(plan.headline).toBe('End pid 4711 (invoices, idle for 40 s) on shop-1')
    expect(plan.steps).toMatchObject([
      {
        action: { values: [4711, '1795424400123456', null] },
        effects: [{ object: 'pid 4711 on shop-1 (outside of a transaction)' }],
      },
    ])
    expect(plan.notes).toEqual([
      'It is not in a transaction; if it is in one by then, nothing is done.',
    ])
  })

  test('acts on the node where the session is', () => {
    const plan = planOf({ node: 'shop-2' })
    expect(plan.headline).toMatch(/ on shop-2$/)
    expect(plan.steps).toMatchObject([
      {
        action: { node: 'shop-2' },
        effects: [{ object: expect.stringMatching(/^pid 4711 on shop-2 \(/) }],
      },
    ])
  })

  test('says what is not known', () => {
    const plan = planOf({ session: { user: null, database: null, query: null } })
    expect(valueOf(plan, 'User')).toBe('not known')
    expect(valueOf(plan, 'Database')).toBe('not known')
    expect(valueOf(plan, 'Last statement')).toBe('hidden from this login')
  })

  test('has worked when its step has, with nothing to tell or to measure', () => {
    expect(sessionTerminate.verify(asked, sessionAbout())).toBeUndefined()
    expect(sessionTerminate.found).toBeUndefined()
    expect(sessionTerminate.measure).toBeUndefined()
  })
})
