/** A single approver alone: permitted plans, and plans that are never permitted. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { insertFreeze, liftFreeze } from '#store/freezes'
import { cli, cliAs } from '#test/support/cli'
import { startGlass, why } from '#test/support/glass'
import { fateOf, hear, listenFor, shows } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, timesRun, twoBots } from '#test/support/kills'
import { signAnew } from '#test/support/signing'

const glass = await startGlass()
const { howdah, planned, breakGlass, letThrough, recordOf, kindsOf } = glass
const { withdraw, expectRanOnce, expectNotRun, asked, viewOf } = glass

describe('break-glass', () => {
  test('lets one approver run a plan alone, says so loudly, and asks every other approver', async () => {
    const made = await planned()
    const { id: adams } = howdah.slack.openIm('adam')
    const toAdam = () =>
      howdah.slack.state.messages.filter(
        one => one.channel === adams && wordsOf(one).includes(made.id),
      )
    await expect.poll(toAdam, { timeout: 110_000 }).toHaveLength(1)
    await breakGlass('adam', made, 'Another approver has to review it.')
    await expectRanOnce(made)
    expect(await fateOf(howdah, made.plan)).toMatchObject({ approvals: '0' })

    const said = await shows(howdah, made.plan, 'The review is open')
    expect(said).toContain('<@U_ADAM> ran this without approval')
    expect(said).toContain(why)
    const line = await howdah.slack.waitFor(() =>
      howdah.thread(made.plan).find(one => wordsOf(one).includes('ran this without approval')),
    )
    expect(line).toMatchObject({ broadcast: true })
    const direct = wordsOf(await asked(made, 'dana'))
    for (const words of [why, made.statement, 'shop', 'Risk', 'Close Review'])
      expect(direct).toContain(words)
    expect(toAdam()).toHaveLength(1)
    const reported = await howdah.slack.waitFor(
      ({ messages }) =>
        messages.find(one => one.channel === 'C_REPORTS' && wordsOf(one).includes(made.id)),
      { timeoutMs: 110_000, what: 'the report' },
    )
    expect(wordsOf(reported)).toContain('let through by adam with break-glass')
  })

  test('is in the record with person, reason, plan and run before anything is done', async () => {
    const made = await letThrough()
    const record = await recordOf(made)
    const broken = record.findIndex(({ kind }) => kind === 'plan.break-glass')
    expect(broken).toBeGreaterThanOrEqual(0)
    expect(broken).toBeLessThan(record.findIndex(({ kind }) => kind === 'step.will'))
    const [run] = await howdah.store.query<{ id: string }>(
      'select id from howdah.run where plan_id = $1',
      [made.id],
    )
    expect(record[broken]).toMatchObject({
      actor: 'T_LOCAL/U_ADAM',
      subject: { plan: made.id, run: run?.id, cluster: 'shop' },
      detail: { reason: why, approvedBy: [], approvalsNeeded: 1 },
    })
    expect(record.map(({ kind }) => kind)).not.toContain('plan.approved')
  })

  test("lets an approver's own plan through", async () => {
    const made = await planned('dana')
    await breakGlass('dana', made, 'You broke the glass')
    await expectRanOnce(made)
  })

  test('stands in for the approvals that are missing, also after an own one', async () => {
    await howdah.managed.run(howdah.database, 'set role app; create index big_idx on users (email)')
    const plan = await howdah.plan('/pg index reindex big_idx')
    const made = { plan, id: planIdOf(plan), statement: 'REINDEX INDEX CONCURRENTLY' }
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, '1 of 2')
    await breakGlass('adam', made, 'You broke the glass')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await fateOf(howdah, plan)).toMatchObject({ runs: '1', approvals: '1' })
    const broken = (await recordOf(made)).find(({ kind }) => kind === 'plan.break-glass')
    expect(broken?.detail).toMatchObject({ approvedBy: ['T_LOCAL/U_ADAM'], approvalsNeeded: 2 })
  })

  test('still looks again: what has moved since it was planned is not done', async () => {
    const made = await planned()
    await howdah.managed.run(howdah.database, 'set role app; alter table users rename id to number')
    onTestFinished(() =>
      howdah.managed.run(howdah.database, 'set role app; alter table users rename number to id'),
    )
    await breakGlass('adam', made, 'You broke the glass')
    await shows(howdah, made.plan, 'Out of date.')
    expect(timesRun(howdah, made.statement)).toBe(0)
  })

  test.each([
    ['olga', 'Only approvers may break the glass.'],
    ['gus', 'Guests may not use Howdah.'],
    ['noa', 'You have no role in Howdah.'],
  ] as const)('is refused to %s', async (who, words) => {
    const made = await planned()
    expect(await breakGlass(who, made, words)).toMatch(/Instead:/)
    await withdraw(made)
    await expectNotRun(made)
  })

  test('asks for a reason that is left out, and takes no empty one', async () => {
    const made = await planned()
    await howdah.say('adam', `/pg plan break-glass ${made.id}`)
    const view = await viewOf('U_ADAM')
    const got = await howdah.slack.submitView('adam', view.id, {
      id: { value: made.id },
      reason: { value: '   ' },
    })
    expect(got).toMatchObject({ kind: 'errors' })
    await howdah.slack.closeView('adam', view.id)
    await withdraw(made)
    await expectNotRun(made)
  })

  test('does nothing for a plan that has expired', async () => {
    const made = await planned()
    await howdah.control.query(
      'howdah',
      `update howdah.plan set created_at = created_at - interval '2 hours',
         expires_at = expires_at - interval '2 hours' where id = $1`,
      [made.id],
    )
    await breakGlass('adam', made, 'This plan has expired.')
    await expectNotRun(made)
    expect(await kindsOf(made)).toContain('plan.denied')
  })

  test.each(['shop', 'recovery'])('does not lift a freeze of scope %s', async scope => {
    const made = await planned()
    const thaw = () => howdah.store.transaction(tx => liftFreeze(tx, scope, 'x'))
    onTestFinished(async () => void (await thaw()))
    await howdah.store.transaction(tx =>
      insertFreeze(tx, { scope, person: 'x', name: 'olga', reason: 'sale' }),
    )
    const told = await breakGlass('adam', made, 'shop is frozen by olga: sale.')
    expect(told).toContain('Break-glass does not lift that.')
    await thaw()
    await withdraw(made)
    await expectNotRun(made)
  })

  test('does nothing for a plan that is decided, and says by whom', async () => {
    const made = await planned()
    await withdraw(made)
    expect(await breakGlass('adam', made, 'is no longer waiting')).toContain('it is cancelled')
    await expectNotRun(made)
    const through = await letThrough()
    expect(await breakGlass('dana', through, 'is no longer waiting')).toContain(
      'let through by adam with break-glass',
    )
    await expectRanOnce(through)
  })

  test('of two at the same instant lets a plan run once', async () => {
    const made = await planned()
    const [adam, dana] = [listenFor(howdah, 'adam'), listenFor(howdah, 'dana')]
    const text = `/pg plan break-glass ${made.id} reason=now`
    await Promise.all([howdah.say('adam', text), howdah.say('dana', text)])
    await Promise.any([adam('You broke the glass'), dana('You broke the glass')])
    await Promise.any([adam('is no longer waiting'), dana('is no longer waiting')])
    await expectRanOnce(made)
  })

  test('asks for a one-time code in production, for what cannot be undone', async () => {
    const made = await planned()
    await howdah.control.query(
      'howdah',
      `update howdah.plan set body = body || '{"risk": "irreversible", "environment": "production"}'
       where id = $1`,
      [made.id],
    )
    await signAnew(howdah.control, made.id)
    await breakGlass('adam', made, 'This takes your one-time code')
    await expectNotRun(made)
    await withdraw(made)
  })

  test('does nothing when the record cannot be written', async () => {
    const made = await planned()
    await howdah.control.run('howdah', 'revoke insert on howdah.audit from howdah')
    const give = () => howdah.control.run('howdah', 'grant insert on howdah.audit to howdah')
    onTestFinished(give)
    await breakGlass('adam', made, 'Something in Howdah broke')
    await give()
    expect(await fateOf(howdah, made.plan)).toMatchObject({ state: 'pending' })
    await expectNotRun(made)
    await withdraw(made)
  })

  test('is said on the command line by the same rules', async () => {
    const made = await planned()
    const words = ['plan', 'break-glass', made.id, `reason=${why}`]
    const sudo = await cli({ ...howdah.env, SUDO_USER: 'mallory' }, ...words)
    expect(sudo.exit).toBe(2)
    expect((await cliAs('olga', howdah.env, ...words)).err).toContain('You have no role')
    await expectNotRun(made)
    const { exit, out } = await cliAs('adam', howdah.env, ...words)
    expect(out).toContain('You broke the glass')
    expect(exit).toBe(0)
    await expectRanOnce(made)
    expect(await shows(howdah, made.plan, 'The review is open')).toContain('adam (command line)')
    const own = await hear(howdah, 'adam', `/pg plan review ${made.id} note=fine`, 'yourself')
    expect(own).toContain('You used break-glass on it yourself.')
    const { out: shown } = await cliAs('adam', howdah.env, 'plan', 'show', made.id)
    expect(shown).toContain(`Let through by adam with break-glass: ${why}.`)
    expect(shown).toContain('Its review is open')
  })

  // The last test: Adam is gone afterwards.
  test('by somebody who loses the account before the first step lets nothing through', async () => {
    const made = await planned()
    // Where a bot is killed before noting the message, the successor posts a second message.
    const noted = `select from howdah.message where plan_id = $1 and part = 'parent' and ts is not null`
    await expect
      .poll(() => howdah.store.query(noted, [made.id]), { timeout: 110_000 })
      .toHaveLength(1)
    for (const bot of howdah.bots) bot.kill()
    await cliAs('adam', howdah.env, 'plan', 'break-glass', made.id, `reason=${why}`)
    howdah.slack.setPerson({
      id: 'U_ADAM',
      name: 'adam',
      realName: 'Adam',
      title: 'gone',
      standing: 'deleted',
    })
    await twoBots(howdah)
    expect(await shows(howdah, made.plan, 'Out of date.')).toContain('adam, who broke the glass,')
    expect(timesRun(howdah, made.statement)).toBe(0)
  })
})
