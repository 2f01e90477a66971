import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { sessionCancel } from '#playbooks/session/cancel'
import { planned, valueOf } from '#test/support/facts/planned'
import { type SessionMore, sessionAbout } from '#test/support/facts/session'
import { micros } from '#text/instant'

const asked = { pid: 4711 }
const refuse = (more: SessionMore) => sessionCancel.refuse(asked, sessionAbout(more))
const planOf = (more: SessionMore = {}) => planned(sessionCancel, asked, sessionAbout(more))

const nothingRuns = refusal(
  'pid 4711 (invoices, idle in transaction for 40 s, transaction open for 12 min) runs no statement that could be cancelled.',
  'End the session.',
  'session terminate 4711 node=shop-1 started=1795424400123456',
)

describe('session.cancel', () => {
  test('says what it is', () => {
    expect(sessionCancel).toMatchObject({
      name: 'session.cancel',
      version: 3,
      summary: 'Cancel what a session runs right now',
      example: '4711',
      first: 'pid',
      risk: 'change',
    })
  })

  test('plans exactly this', () => {
    const same = `pid = $1 and ${micros('backend_start')} = $2::bigint and ${micros('query_start')} = $3::bigint and state = 'active'`
    const values = [4711, '1795424400123456', '1795426200654321']
    const label = 'pid 4711 (invoices, active for 40 s, transaction open for 12 min)'
    expect(planOf()).toEqual({
      headline: `Cancel what ${label} runs on shop-1`,
      steps: [
        {
          title: 'Cancel the statement of pid 4711',
          action: {
            kind: 'sql',
            duty: 'maintain',
            node: 'shop-1',
            database: 'shop',
            role: null,
            statement: `select pg_cancel_backend(pid) from pg_stat_activity where ${same}`,
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
              change: 'cancel',
              kind: 'session',
              object: 'pid 4711 on shop-1',
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
        { label: 'Statement', value: 'update orders set paid = $1' },
        {
          label: 'Transaction',
          value: 'open for 12 min; what it has changed is rolled back',
        },
        { label: 'Locks held', value: 'ROW EXCLUSIVE on public.orders' },
        { label: 'Holds up', value: 'nobody right now' },
        { label: 'Undo', value: 'none: what the transaction had not committed is lost' },
      ],
      notes: [
        'The statement is part of a transaction that began before it. With the statement the whole transaction is rolled back, also what earlier statements changed, unless the application had set a savepoint.',
      ],
      risk: 'disruptive',
    })
  })

  test('takes a statement that is a transaction of its own for what may run again', () => {
    const plan = planOf({ session: { transactionStart: '1795426200654321' } })
    expect(valueOf(plan, 'Undo')).toBe('none: the application may run it again')
    expect(plan.notes).toEqual([])
    expect(plan.risk).toBeUndefined()
  })

  test('acts on the node where the session is', () => {
    const plan = planOf({ node: 'shop-2' })
    expect(plan.headline).toMatch(/ runs on shop-2$/)
    expect(plan.steps).toMatchObject([
      { action: { node: 'shop-2' }, effects: [{ object: 'pid 4711 on shop-2' }] },
    ])
  })

  test('says what is not known', () => {
    const plan = planOf({ session: { user: null, database: null, query: null } })
    expect(valueOf(plan, 'User')).toBe('not known')
    expect(valueOf(plan, 'Database')).toBe('not known')
    expect(valueOf(plan, 'Statement')).toBe('hidden from this login')
  })

  test('refuses a session that runs nothing, and offers to end this very one', () => {
    const session = { state: 'idle in transaction' }
    expect(refuse({ session })).toEqual(nothingRuns)
    expect(refuse({ session: { ...session, kind: 'walwriter' } })).toMatchObject({
      because: 'pid 4711 is the walwriter, no client.',
    })
  })

  test('refuses a session that PostgreSQL does not track, and claims nothing about that one', () => {
    expect(refuse({ session: { state: 'disabled', query: '' } })).toMatchObject({
      because:
        'Whether pid 4711 runs anything is not known: `track_activities` is off for it, and only a statement that was seen is cancelled.',
      instead: 'End the session.',
    })
  })

  test('offers no end of a session that would be refused as well', () => {
    const session = { state: 'idle in transaction' }
    expect(refuse({ session, maySignal: false })).toMatchObject({
      because: 'howdah may not signal sessions of billing.',
    })
    expect(refuse({ session, maySignal: false, actor: null })).toMatchObject({
      because:
        'This cluster has no login for maintain: the inventory has no `credentials.maintain`, and no `credentials.ddl` in its place.',
    })
  })

  test('has worked when its step has, with nothing to tell or to measure', () => {
    expect(sessionCancel.verify(asked, sessionAbout())).toBeUndefined()
    expect(sessionCancel.found).toBeUndefined()
    expect(sessionCancel.measure).toBeUndefined()
  })

  test('speaks of no transaction where the statement is one of its own', () => {
    const statementStart = '1795425480111111'
    expect(planOf({ session: { statementStart } }).notes).toEqual([])
  })
})
