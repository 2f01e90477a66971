/** Rows that somebody wrote into the control database are found and told, although they count for nothing. */
import { describe, expect, test } from 'vitest'
import { forgedRows } from '#store/forged-rows'
import { startForging } from '#test/support/forging'
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
    await howdah.start()
    const told = await howdah.slack.waitFor(
      state =>
        state.messages
          .filter(({ channel }) => channel === 'C_REPORTS')
          .map(wordsOf)
          .find(one => one.includes('Somebody wrote into the control database past Howdah')),
      { timeoutMs: 30_000, what: 'the report of forged rows' },
    )
    expect(told).toContain('and')
    expect(told).toContain('Nothing of it counts: Howdah did not sign it.')
  })
})
