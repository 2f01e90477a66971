/** Rows by hand in the control database are found and told, although such rows count for nothing. */
import { describe, expect, test } from 'vitest'
import { forgedRows } from '#store/forged-rows'
import { insertFreeze, liftFreeze, lockedFreeze } from '#store/freezes'
import { insertRecoveryAsk } from '#store/recovery-asks'
import { findRunOfPlan } from '#store/runs'
import { startForging } from '#test/support/forging'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const { howdah, stolen, planned } = await startForging()

describe('rows that somebody else wrote', () => {
  test('are found, and no row of Howdah’s is among them', async () => {
    const { message, id, body } = await planned()
    await howdah.click('adam', message, 'approve')
    const [now] = await stolen.query<{ at: Date }>('select clock_timestamp() as at')
    await stolen.query(
      `insert into howdah.approval (plan_id, person, name, decision, fingerprint, via)
       values ($1, 'T_LOCAL/U_DANA', 'dana', 'approve', $2, 'button')`,
      [id, body.fingerprint],
    )
    await howdah.click('dana', message, 'approve')
    await outcomeOf(howdah, message)
    expect((await forgedRows(stolen, now?.at ?? null)).map(({ what }) => what)).toEqual([
      `an approval of ${id}`,
    ])
  })

  test('are found, whatever kind they are, beside a genuine row of each kind', async () => {
    const [start] = await stolen.query<{ at: Date }>('select clock_timestamp() as at')
    const { message, id, body } = await planned()
    await hear(howdah, 'adam', `/pg plan break-glass ${id} reason=now`, 'You broke the glass')
    await outcomeOf(howdah, message)
    await hear(howdah, 'dana', `/pg plan review ${id} note="looked at it"`, 'is closed')
    const freeze = { scope: 'shop', person: 'T_LOCAL/U_ADAM', name: 'adam', reason: 'look' }
    const frozen = await stolen.transaction(async tx => {
      await insertFreeze(tx, freeze)
      const locked = (await lockedFreeze(tx, 'shop')) ?? ''
      await insertRecoveryAsk(tx, locked, 'T_LOCAL/U_ADAM')
      return locked
    })
    await stolen.transaction(tx => liftFreeze(tx, 'shop', 'T_LOCAL/U_ADAM'))
    expect(await forgedRows(stolen, start?.at ?? null)).toEqual([])
    const run = (await findRunOfPlan(stolen, id))?.id
    for (const [text, values] of [
      [
        `insert into howdah.break_glass (plan_id, person, name, fingerprint, reason, via) values ($1, 'x', 'x', $2, 'x', 'x')`,
        [id, body.fingerprint],
      ],
      [
        `insert into howdah.review (plan_id, person, name, note, via) values ($1, 'x', 'x', 'x', 'x')`,
        [id],
      ],
      [
        `insert into howdah.journal (run_id, seq, token, kind) select $1, max(seq) + 1, 1, 'done' from howdah.journal where run_id = $1`,
        [run],
      ],
      [
        `insert into howdah.freeze (scope, person, name, reason) values ('depot', 'x', 'x', 'x')`,
        [],
      ],
      [
        `insert into howdah.thaw (freeze_id, person, signature) values ($1, 'x', 'x.y.z')`,
        [frozen],
      ],
      [
        `insert into howdah.recovery_ask (freeze_id, person, signature) values ($1, 'x', 'x.y.z')`,
        [frozen],
      ],
      [
        `insert into howdah.button (id, plan_id, verb, rendering) values ('by-hand', $1, 'approve', 'by-hand')`,
        [id],
      ],
      [
        `insert into howdah.button (id, verb, command, rendering) values ('b', 'command', 'thaw', 'b')`,
        [],
      ],
    ] as const)
      await stolen.query(text, values)
    const found = await forgedRows(stolen, start?.at ?? null)
    // Rows of one instant come in any order.
    expect(found.map(({ what }) => what).toSorted()).toEqual(
      [
        `a break-glass of ${id}`,
        `a review of ${id}`,
        `an entry in the journal of ${run}`,
        'a freeze of depot',
        'a thaw',
        'a wish to end recovery mode',
        `a button of ${id}`,
        'a button of a command',
      ].toSorted(),
    )
    await stolen.transaction(tx => liftFreeze(tx, 'depot', 'T_LOCAL/U_ADAM'))
  })

  test('cannot be dated back to before the last look', async () => {
    for (const insert of [
      `insert into howdah.journal (run_id, seq, token, kind, at) values ('r-1', 1, 1, 'done', now() - interval '1 d')`,
      `insert into howdah.freeze (scope, person, name, reason, at) values ('shop', 'x', 'x', 'x', now() - interval '1 d')`,
      `insert into howdah.plan (id, created_at) values ('p-1', now() - interval '1 d')`,
    ])
      await expect(stolen.query(insert), insert).rejects.toThrow('permission denied')
  })

  test('are told in the reports channel', async () => {
    for (const bot of howdah.bots) {
      bot.kill()
      await bot.ended
    }
    // Silenced beforehand, as far as the login can.
    const last = (await forgedRows(stolen, null)).at(-1)
    await stolen.query(`insert into howdah.report (key, ts) values ($1, '1.1')`, [
      `forged ${last?.what} ${last?.at.toISOString()}`,
    ])
    await howdah.start()
    const told = await howdah.slack.waitFor(
      state =>
        state.messages
          .filter(({ channel }) => channel === 'C_REPORTS')
          .map(wordsOf)
          .find(one => one.includes('Somebody wrote into the control database past Howdah')),
      { timeoutMs: 110_000, what: 'the report of forged rows' },
    )
    expect(told).toContain('and')
    expect(told).toContain('None of it counts: Howdah did not sign it.')
  })
})
