/** Standing approvals by hand in the control database: none counts. */
import { describe, expect, test } from 'vitest'
import type { Plan } from '#model/plan'
import { insertApproval } from '#store/approvals'
import { forgedRows } from '#store/forged-rows'
import { startStanding } from '#test/support/standing'

const { howdah, engine, planned, standing, outcomeOf, expectAsks, asOwner } = await startStanding()

describe('a row by hand', () => {
  test('is no standing approval, and gives none approvals', async () => {
    const { id } = await standing('real', '', ['adam'])
    await howdah.store.query(
      `insert into howdah.standing_decision (standing_id, person, name, decision, fingerprint, via, signature)
       select standing_id, 'T_LOCAL/U_DANA', 'dana', 'approve', fingerprint, via, 'x' || signature
       from howdah.standing_decision where standing_id = $1`,
      [id],
    )
    await howdah.store.query(
      `insert into howdah.standing_approval (id, body, signature)
       select 'sa-forged', body || '{"id": "sa-forged", "schedule": "forged"}', 'y' || signature
       from howdah.standing_approval where id = $1`,
      [id],
    )
    await expectAsks('real', await planned(), `${id} waits for approval itself.`)
    await expectAsks('forged', await planned(), null)
    const found = new Set((await forgedRows(howdah.store, null)).map(({ what }) => what))
    expect([...found].filter(what => what.includes('standing')).toSorted()).toEqual([
      `a decision about standing approval ${id}`,
      'standing approval sa-forged',
    ])
  })

  test('that widens the envelope, or moves a yes to another approval, ends what was approved', async () => {
    const one = await standing('widened')
    await asOwner(
      `update howdah.standing_approval set body = jsonb_set(body, '{envelope,0,perDay}', '99') where id = '${one.id}'`,
    )
    await expectAsks('widened', await planned(), null)
    const two = await standing('given')
    const three = await standing('taken', '', [])
    await asOwner(
      `update howdah.standing_decision set standing_id = '${three.id}' where standing_id = '${two.id}'`,
    )
    await expectAsks('taken', await planned(), `${three.id} waits for approval itself.`)
  })

  test('makes no plan one that a standing approval approved', async () => {
    const { id } = await standing('copied')
    const plan = await planned()
    const [row] = await howdah.store.query<{ body: Plan }>(
      'select body from howdah.plan where id = $1',
      [plan],
    )
    const { fingerprint } = row?.body ?? { fingerprint: '' }
    await howdah.store.transaction(tx =>
      insertApproval(tx, {
        plan,
        person: 'T_LOCAL/U_ADAM',
        name: 'adam',
        decision: 'approve',
        fingerprint,
        reason: null,
        via: `standing approval ${id}`,
      }),
    )
    await howdah.store.query(
      `insert into howdah.standing_use (standing_id, plan_id, schedule, signature) values ($1, $2, 'copied', 'x.y.z')`,
      [id, plan],
    )
    await howdah.store.query(`insert into howdah.run (id, plan_id) values ($1, $2)`, [
      `r-${plan}`,
      plan,
    ])
    await howdah.store.query(`update howdah.plan set state = 'queued' where id = $1`, [plan])
    expect(await outcomeOf(plan)).toBe('outdated')
    expect((await engine.findChange(plan))?.ending).toContain('that was not used for it')
  })
})
