/** Marks on runs and plans that somebody else wrote start, stop, park, open and hide nothing. */
import { afterEach, describe, expect, test } from 'vitest'
import { shownAction } from '#engine/show/step'
import type { Plan } from '#model/plan'
import { forgedRows } from '#store/forged-rows'
import { insertFreeze, liftFreeze } from '#store/freezes'
import { findUndo } from '#store/plans'
import { findRunOfPlan } from '#store/runs'
import { startForging } from '#test/support/forging'
import { buttonIn, wordsOf } from '#test/support/howdah'
import { outcomeOf, timesRun } from '#test/support/kills'
import { testSigner } from '#test/support/signing'

const { howdah, stolen, planned, ended, asOwner } = await startForging()

const statementOf = ({ steps: [step] }: Plan): string => (step ? shownAction(step.action).text : '')

const runOf = async (plan: string): Promise<string> =>
  (await stolen.query<{ id: string }>('select id from howdah.run where plan_id = $1', [plan]))[0]
    ?.id ?? ''

const approve = async (message: Parameters<typeof howdah.click>[1]): Promise<void> => {
  await howdah.click('adam', message, 'approve')
  await howdah.click('dana', message, 'approve')
}

const succeeded = async () => {
  const one = await planned()
  await approve(one.message)
  expect(await outcomeOf(howdah, one.message)).toBe('succeeded')
  return { ...one, run: await runOf(one.id) }
}

/** An approved run that waits for a thaw. */
const waiting = async () => {
  const one = await planned()
  const freeze = { scope: 'shop', person: 'T_LOCAL/U_ADAM', name: 'adam', reason: 'look' }
  await stolen.transaction(tx => insertFreeze(tx, freeze))
  await approve(one.message)
  await howdah.message(
    now => now.ts === one.message.ts && wordsOf(now).includes('Parked.'),
    'the run that waits',
  )
  return { ...one, run: await runOf(one.id) }
}

const thaw = () => stolen.transaction(tx => liftFreeze(tx, 'shop', 'T_LOCAL/U_ADAM'))
afterEach(thaw)

/** As Howdah signs one. */
const markOf = (run: string, plan: string) => {
  const mark = { plan, at: '2026-01-01T00:00:00.000Z' }
  return { ...mark, signature: testSigner.sign('preempt', { run, ...mark }) }
}

const kindsOf = async (run: string): Promise<readonly string[]> =>
  (
    await stolen.query<{ kind: string }>(
      'select kind from howdah.journal where run_id = $1 order by seq',
      [run],
    )
  ).map(({ kind }) => kind)

describe('the login of the control database without the key', () => {
  test('lends a run that is over to no other plan, and opens nothing that is over', async () => {
    const { id, run } = await succeeded()
    for (const text of [
      `update howdah.run set plan_id = 'p-other' where id = '${run}'`,
      `update howdah.run set created_at = now() - interval '1 y' where id = '${run}'`,
      `insert into howdah.run (id, plan_id, token) values ('r-mine', '${id}', 9)`,
      `insert into howdah.button (id, verb, rendering, created_at) values ('b', 'approve', 'b', now() - interval '1 y')`,
    ])
      await expect(stolen.query(text), text).rejects.toThrow('permission denied')
    for (const text of [
      `update howdah.run set ended_at = null, wake_at = now() where id = '${run}'`,
      `update howdah.run set token = token - 1 where id = '${run}'`,
      `update howdah.plan set outcome = null, state = 'queued' where id = '${id}'`,
      `update howdah.plan set outcome = 'failed' where id = '${id}'`,
      `update howdah.plan set ending = 'Run this by hand: drop table victims' where id = '${id}'`,
    ])
      await expect(stolen.query(text), text).rejects.toThrow('never changed or removed')
  })

  test.each<[string, (run: string, other: string) => object]>([
    ['by hand', (_, other) => ({ plan: other, at: '2026-01-01' })],
    // As copied from the time when that plan claimed the cluster.
    ['for a plan that is over', (run, other) => markOf(run, other)],
    ['with a signature of no kind', (_, other) => ({ plan: other, signature: { a: 1 } })],
    ['for a plan that there is not', () => ({ plan: 'p-0000000', at: 1, signature: 'test.a.b' })],
  ])('interrupts no run: a mark %s parks nothing', async (_, mark) => {
    const { id: other } = await succeeded()
    const { id, message, body, run } = await waiting()
    await stolen.query('update howdah.run set preempted = $2 where id = $1', [
      run,
      JSON.stringify(mark(run, other)),
    ])
    expect(await findRunOfPlan(stolen, id)).toMatchObject({ id: run, preempted: null })
    const found = await forgedRows(stolen, null)
    expect(found.map(({ what }) => what)).toContain(`an interruption of ${run}`)
    await thaw()
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
    expect(timesRun(howdah, statementOf(body))).toBe(1)
    expect(await kindsOf(run)).not.toContain('parked')
  })

  test.each([{ person: 'x', name: 'x', at: 'x', signature: 5 }, {}, 'stop', [1]])(
    'keeps nobody from stopping a run: %j in its place makes way',
    async forged => {
      const { message, run, body } = await waiting()
      await stolen.query('update howdah.run set stop = $2 where id = $1', [
        run,
        JSON.stringify(forged),
      ])
      await howdah.click('olga', message, 'stop')
      expect(await outcomeOf(howdah, message)).toBe('cancelled')
      expect(timesRun(howdah, statementOf(body))).toBe(0)
    },
  )

  test('hides no way back: an undo by hand is none', async () => {
    const { message, id, run } = await succeeded()
    const [row] = await stolen.query<{ id: string }>(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at)
       select 'p-undo001', change, cluster, body || jsonb_build_object('id', 'p-undo001', 'undoes', $2::text), fingerprint,
         requester, 'pending', origin, clock_timestamp() + interval '1 h' from howdah.plan where id = $1 returning id`,
      [id, run],
    )
    expect(row?.id).toBe('p-undo001')
    expect(await findUndo(howdah.store, run)).toBeUndefined()
    const now = await howdah.message(one => one.ts === message.ts)
    expect(buttonIn(now, 'undo')).toBe(true)
  })

  test('keeps nobody from asking: a plan by hand for the same is none', async () => {
    const like = await planned()
    await howdah.click('olga', like.message, 'withdraw')
    await stolen.query(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at)
       select 'p-same001', change, cluster, body || '{"id": "p-same001"}', fingerprint, 'T_LOCAL/U_ADAM', 'pending', origin,
         clock_timestamp() + interval '1 h' from howdah.plan where id = $1`,
      [like.id],
    )
    const { where, name } = like.body.input as { where: string; name: string }
    const again = await howdah.plan(
      `/pg index create users columns=id where=${where.replaceAll(' ', '')} name=${name}`,
    )
    expect(wordsOf(again)).not.toContain('Forged')
    await howdah.click('olga', again, 'withdraw')
  })
})

describe('whoever owns the control database and has no key', () => {
  test('gets no other plan run by a run that had begun', async () => {
    const { run, id: first } = await succeeded()
    const { id, body } = await planned()
    await asOwner(
      `update howdah.plan set state = 'queued' where id = '${id}'`,
      `update howdah.run set plan_id = '${id}', ended_at = null, wake_at = now() where id = '${run}'`,
    )
    expect(await ended(id)).toEqual({
      outcome: 'outdated',
      ending: 'It has 0 of 2 approvals. Nothing was done.',
    })
    expect(timesRun(howdah, statementOf(body))).toBe(0)
    expect(first).not.toBe(id)
  })

  test('runs nothing a second time: a run that is over stays over', async () => {
    const { id, run, body } = await succeeded()
    await asOwner(
      `update howdah.plan set state = 'queued', outcome = null, ended_at = null where id = '${id}'`,
      `update howdah.run set ended_at = null, wake_at = now() where id = '${run}'`,
    )
    expect(await ended(id)).toEqual({
      outcome: 'failed',
      ending:
        'It had ended, and somebody reopened it in the control database. Nothing more was done.',
    })
    expect(timesRun(howdah, statementOf(body))).toBe(1)
    const [told] = await stolen.query(
      `select from howdah.audit where body like '%"run.forged"%' and body like '%${run}%'`,
    )
    expect(told).toBeDefined()
  })

  test('starts nothing that a person stopped', async () => {
    const { id, message, run, body } = await waiting()
    await howdah.click('olga', message, 'stop')
    expect(await outcomeOf(howdah, message)).toBe('cancelled')
    await thaw()
    await asOwner(
      `update howdah.plan set state = 'queued', outcome = null, ended_at = null where id = '${id}'`,
      `update howdah.run set ended_at = null, stop = null, wake_at = now() where id = '${run}'`,
    )
    expect(await ended(id)).toMatchObject({ outcome: 'failed' })
    expect(timesRun(howdah, statementOf(body))).toBe(0)
  })
})
