/** Whoever has the control database's login, and not the signing key, gets nothing run, approved or closed. */
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '#engine/plan/fingerprint'
import type { Plan } from '#model/plan'
import { findBreakGlass, openReviewIds } from '#store/break-glass'
import { freezeOver, insertFreeze, liftFreeze } from '#store/freezes'
import { startForging } from '#test/support/forging'
import { hear } from '#test/support/hostile'
import { buttonIn, wordsOf } from '#test/support/howdah'
import { outcomeOf, timesRun } from '#test/support/kills'

const { howdah, stolen, planned, writePlan, ended } = await startForging()

const drop = 'DROP TABLE victims'

const victims = async () =>
  (await howdah.managed.query(howdah.database, `select to_regclass('victims')::text as there`))[0]

describe('the login of the control database without the key', () => {
  test('runs no plan that it wrote, whatever number of approvals the plan asks for', async () => {
    const like = await planned()
    const [step] = like.body.steps
    if (!step) throw new Error('no step')
    const steps = [{ ...step, action: { ...step.action, statement: drop, state: null } }]
    const wanted = { steps, approvalsNeeded: 0 } as unknown as Partial<Plan>
    const fingerprint = fingerprintOf({ ...like.body, ...wanted })
    const id = await writePlan(like, { ...wanted, fingerprint })
    expect(await ended(id)).toEqual({
      outcome: 'failed',
      ending:
        'This is not the plan that Howdah stored: somebody changed it in the control database. Nothing was done.',
    })
    expect(timesRun(howdah, drop)).toBe(0)
    expect(await victims()).toEqual({ there: 'victims' })
    await howdah.click('olga', like.message, 'withdraw')
  })

  test('changes no plan that is there', async () => {
    const { message, id } = await planned()
    await expect(
      stolen.query(`update howdah.plan set body = body || '{"approvalsNeeded": 0}' where id = $1`, [
        id,
      ]),
    ).rejects.toThrow('permission denied')
    await expect(
      stolen.query('update howdah.plan set signature = null where id = $1', [id]),
    ).rejects.toThrow('permission denied')
    await howdah.click('olga', message, 'withdraw')
  })

  test('approves nothing: the decision of a person counts only by a signature', async () => {
    const { message, id, body } = await planned()
    for (const person of ['T_LOCAL/U_ADAM', 'T_LOCAL/U_DANA'])
      await stolen.query(
        `insert into howdah.approval (plan_id, person, name, decision, fingerprint, via)
         values ($1, $2, 'x', 'approve', $3, 'button')`,
        [id, person, body.fingerprint],
      )
    await stolen.query(
      `update howdah.plan set state = 'queued', revision = revision + 1 where id = $1`,
      [id],
    )
    await stolen.query('insert into howdah.run (id, plan_id) values ($1, $2)', [
      `r-${id.slice(2)}`,
      id,
    ])
    expect(await ended(id)).toEqual({
      outcome: 'outdated',
      ending: 'It has 0 of 2 approvals. Nothing was done.',
    })
    expect(wordsOf(await howdah.message(one => one.ts === message.ts))).not.toContain('x approved')
  })

  test('keeps nobody from deciding by a row in their name', async () => {
    const { message, id, body } = await planned()
    await stolen.query(
      `insert into howdah.approval (plan_id, person, name, decision, fingerprint, via, signature)
       values ($1, 'T_LOCAL/U_ADAM', 'adam', 'approve', $2, 'button', 'test.x.y')`,
      [id, body.fingerprint],
    )
    await howdah.click('adam', message, 'approve')
    await howdah.click('dana', message, 'approve')
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
  })

  test('lets no plan through and closes no review', async () => {
    const { message, id, body } = await planned()
    await stolen.query(
      `insert into howdah.break_glass (plan_id, person, name, fingerprint, reason, via)
       values ($1, 'T_LOCAL/U_ADAM', 'adam', $2, 'now', 'command')`,
      [id, body.fingerprint],
    )
    expect(await findBreakGlass(stolen, id)).toBeUndefined()
    await hear(howdah, 'adam', `/pg plan break-glass ${id} reason=now`, 'You broke the glass')
    await outcomeOf(howdah, message)
    await stolen.query(
      `insert into howdah.review (plan_id, person, name, note, via)
       values ($1, 'T_LOCAL/U_DANA', 'dana', 'fine', 'command')`,
      [id],
    )
    expect((await findBreakGlass(stolen, id))?.review).toBeNull()
    expect(await openReviewIds(stolen)).toContain(id)
    await hear(howdah, 'dana', `/pg plan review ${id} note="looked at it"`, 'is closed')
    expect(await openReviewIds(stolen)).not.toContain(id)
  })

  test('thaws nothing: neither by removing the freeze nor by a thaw of its own', async () => {
    await stolen.transaction(tx =>
      insertFreeze(tx, { scope: 'shop', person: 'T_LOCAL/U_ADAM', name: 'adam', reason: 'sale' }),
    )
    await expect(stolen.query('delete from howdah.freeze')).rejects.toThrow('permission denied')
    await stolen.query(
      `insert into howdah.thaw (freeze_id, person, signature)
       select id, 'T_LOCAL/U_ADAM', 'test.x.y' from howdah.freeze`,
    )
    expect(await freezeOver(stolen, 'shop')).toMatchObject({ name: 'adam', reason: 'sale' })
    await hear(howdah, 'adam', '/pg thaw shop', 'is thawed')
    expect(await freezeOver(stolen, 'shop')).toBeUndefined()
  })

  test('can freeze, which is the safe side, and the freeze says that nobody signed it', async () => {
    await stolen.query(
      `insert into howdah.freeze (scope, person, name, reason) values ('shop', 'x', 'olga', 'fun')`,
    )
    expect(await freezeOver(stolen, 'shop')).toMatchObject({ name: 'olga (not signed by Howdah)' })
    await stolen.transaction(tx => liftFreeze(tx, 'shop', 'T_LOCAL/U_ADAM'))
  })

  test('moves no run: an entry of the journal by hand is passed over', async () => {
    const { message, id } = await planned()
    await howdah.click('adam', message, 'approve')
    await howdah.click('dana', message, 'approve')
    await outcomeOf(howdah, message)
    const [run] = await stolen.query<{ id: string }>(
      'select id from howdah.run where plan_id = $1',
      [id],
    )
    await stolen.query(
      `insert into howdah.journal (run_id, seq, token, kind, step, detail)
       select $1, max(seq) + 1, 1, 'failed', 0, '{"because": "by hand"}' from howdah.journal where run_id = $1`,
      [run?.id],
    )
    const [entry] = await stolen.query<{ signature: string }>(
      'select signature from howdah.journal where run_id = $1 and signature is not null limit 1',
      [run?.id],
    )
    await expect(
      stolen.query(
        `insert into howdah.journal (run_id, seq, token, kind, signature) select $1, max(seq) + 1, 1, 'done', $2 from howdah.journal where run_id = $1`,
        [run?.id, entry?.signature],
      ),
    ).rejects.toThrow('duplicate key')
    expect(await hear(howdah, 'olga', `/pg run show ${id}`, `${id}: done`)).not.toContain('by hand')
  })

  test('makes no button mean something else', async () => {
    const { message, id } = await planned()
    const other = await planned()
    await expect(stolen.query('update howdah.button set plan_id = $1', [other.id])).rejects.toThrow(
      'permission denied',
    )
    await stolen.query(
      `insert into howdah.button (id, verb, command, rendering, signature)
       values ('by-hand', 'command', 'thaw', 'by-hand', 'test.x.y')`,
    )
    expect(buttonIn(message, 'approve')).toBe(true)
    for (const one of [message, other.message]) await howdah.click('olga', one, 'withdraw')
    expect(id).not.toBe(other.id)
  })

  test('shows a plan by hand as one that cannot be approved', async () => {
    const like = await planned()
    const id = 'p-byhand1'
    await stolen.query(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature)
       select $2, change, cluster, body || jsonb_build_object('id', $2::text), fingerprint, requester, 'pending', origin,
         clock_timestamp() + interval '1 h', signature from howdah.plan where id = $1`,
      [like.id, id],
    )
    const shown = await howdah.message(one => wordsOf(one).includes(`\`${id}\``), 'the forged plan')
    expect(wordsOf(shown)).toContain('Forged: somebody changed this plan in the control database')
    expect(buttonIn(shown, 'approve')).toBe(false)
    await hear(howdah, 'adam', `/pg plan approve ${id}`, 'is not the plan that Howdah stored')
    await howdah.click('olga', like.message, 'withdraw')
    await howdah.click('olga', shown, 'withdraw')
  })
})

describe('whoever owns the control database and has no key', () => {
  test('gets no other steps run under a genuine approval', async () => {
    const { message, id } = await planned()
    await howdah.control.query(
      'howdah',
      `update howdah.plan set body = jsonb_set(body, '{steps,0,action,statement}', to_jsonb($2::text)) where id = $1`,
      [id, drop],
    )
    await hear(howdah, 'adam', `/pg plan approve ${id}`, 'is not the plan that Howdah stored')
    expect(timesRun(howdah, drop)).toBe(0)
    await howdah.click('olga', message, 'withdraw')
  })
})
