/** One-time codes that count, and codes that never do. */
import { describe, expect, test } from 'vitest'
import { base32, codeAt } from '#engine/people/code/time-code'
import { insertApproval } from '#store/approvals'
import { forgedRows } from '#store/forged-rows'
import { insertCodeReset } from '#store/people/code-resets'
import { startCoding } from '#test/support/coding'
import { person } from '#test/support/in-process'
import { signAnew } from '#test/support/signing'

const coding = await startCoding()
const { howdah, house, second, saidBy, codeOf, planned, record, outcomeOf, stepNow } = coding

const dana = await coding.enrolled('dana')
const noa = await coding.enrolled('noa')

const approve = (who: 'adam' | 'dana' | 'noa', plan: string, code?: string, by = house) =>
  saidBy(who, `plan approve ${plan}`, { by, ...(code === undefined ? {} : { code }) })

const pending = async (plan: string): Promise<void> => {
  expect(await house.engine.findChange(plan)).toMatchObject({ state: 'pending', approvals: [] })
}

describe('a person without a one-time code', () => {
  test('is told how to get one, and approves nothing that asks for it', async () => {
    const plan = await planned()
    expect(await approve('adam', plan)).toMatchObject({
      because: 'This takes your one-time code, and you have none yet.',
      instead: 'In a direct message to Howdah, say `access enrol`; then decide.',
    })
    expect(await approve('adam', plan, '123456')).toMatchObject({ kind: 'refusal' })
    await pending(plan)
  })

  test.each([
    ['in a channel', 'C_OPS'],
    ['in a group', 'G_1'],
  ])('is shown no secret %s', async (_, channel) => {
    expect(await saidBy('adam', 'access enrol', { channel })).toMatchObject({
      because: 'The secret is shown in a direct message only.',
    })
  })

  test('gets none without being an approver', async () => {
    expect(await saidBy('olga', 'access enrol', { channel: 'D_1' })).toMatchObject({
      because: 'Only approvers may have a one-time code.',
    })
  })
})

describe('enrolling', () => {
  test('shows a secret once, keeps it out of everything else, and counts from the first right code on', async () => {
    const first = await coding.secretOf('adam')
    expect(await saidBy('adam', 'access confirm')).toMatchObject({ kind: 'code', yes: 'Confirm' })
    const wrong = await coding.wrongFor(first)
    expect(await saidBy('adam', 'access confirm', { code: wrong })).toMatchObject({
      because: 'This is not your current one-time code.',
    })
    const code = await codeOf(first)
    expect(await saidBy('adam', 'access confirm', { code })).toMatchObject({
      title: 'Your one-time code works from now on. No code counts twice: wait for the next one.',
    })
    expect(await saidBy('adam', 'access enrol', { channel: 'D_1' })).toMatchObject({
      because: 'You have a one-time code already.',
    })
    expect(await saidBy('olga', 'access who-can')).toMatchObject({
      people: expect.arrayContaining([
        {
          label: 'With a one-time code',
          ids: expect.arrayContaining(['T_LOCAL/U_ADAM', 'T_LOCAL/U_DANA']) as unknown,
        },
      ]) as unknown,
    })
    const kept = await howdah.store.query(
      `select to_jsonb(e)::text as row from howdah.enrolment e union all select to_jsonb(c)::text from howdah.code c
       union all select body from howdah.audit`,
    )
    const all = JSON.stringify(kept)
    for (const secret of [base32(first), first.toString('base64url'), first.toString('hex'), code])
      expect(all).not.toContain(secret)
    expect(all).not.toContain(base32(first).match(/.{4}/g)?.join(' '))
  })
})

describe('a one-time code', () => {
  test('lets an approval count, and the plan runs', async () => {
    const plan = await planned()
    expect(await approve('dana', plan)).toMatchObject({
      kind: 'code',
      title: `Approve ${plan}`,
      again: { kind: 'said', text: `plan approve ${plan}` },
    })
    await pending(plan)
    expect(await approve('dana', plan, await codeOf(dana))).toMatchObject({ kind: 'answer' })
    expect(await outcomeOf(plan)).toBe('succeeded')
    expect((await record('code.accepted')).at(-1)).toContain(plan)
  })

  test('counts once, also for two processes at the same instant', async () => {
    const [one, two] = [await planned(), await planned()]
    const code = await codeOf(dana)
    const replies = await Promise.all([
      approve('dana', one, code),
      approve('dana', two, code, second),
    ])
    expect(replies.map(({ kind }) => kind).toSorted()).toEqual(['answer', 'refusal'])
    expect(replies).toContainEqual(
      expect.objectContaining({
        because: 'This one-time code was used before, and each counts once.',
      }),
    )
    expect((await record('code.refused')).at(-1)).toContain('replayed')
    const given = await Promise.all([one, two].map(id => house.engine.findChange(id)))
    expect(given.flatMap(change => change?.approvals)).toHaveLength(1)
  })

  test('does not count late, nor for another person, nor before a newer one', async () => {
    const plan = await planned()
    const step = await stepNow()
    const refused = { because: 'This is not your current one-time code.' }
    expect(await approve('dana', plan, codeAt(dana, step - 2))).toMatchObject(refused)
    expect(await approve('dana', plan, codeAt(dana, step + 4))).toMatchObject(refused)
    expect(await approve('dana', plan, await codeOf(noa))).toMatchObject(refused)
    const other = await planned()
    await codeOf(dana)
    const now = await stepNow()
    expect(await approve('dana', other, codeAt(dana, now + 1))).toMatchObject({ kind: 'answer' })
    expect(await approve('dana', plan, codeAt(dana, now))).toMatchObject({
      because: 'This one-time code was used before, and each counts once.',
    })
    await pending(plan)
    expect((await record('code.refused')).filter(entry => entry.includes(plan))).toHaveLength(4)
  })

  test('is asked for in production where a change cannot be undone, and to break the glass', async () => {
    const plan = await planned()
    await howdah.control.query(
      'howdah',
      `update howdah.plan set body = body || '{"risk": "irreversible", "environment": "production", "playbook": "session.cancel"}'
       where id = $1`,
      [plan],
    )
    await signAnew(howdah.control, plan)
    const glass = `plan break-glass ${plan} reason=now`
    expect(await approve('noa', plan)).toMatchObject({ kind: 'code' })
    expect(await saidBy('noa', glass)).toMatchObject({ kind: 'code', yes: 'Break Glass' })
    expect(await saidBy('noa', glass, { code: '000000' })).toMatchObject({ kind: 'refusal' })
    await pending(plan)
    expect(await saidBy('noa', glass, { code: await codeOf(noa) })).toMatchObject({
      kind: 'answer',
    })
  })
})

describe('a code by hand', () => {
  const approval = async (plan: string) => {
    const fingerprint = (await house.engine.findChange(plan))?.plan.fingerprint ?? ''
    const { id, name } = person('dana')
    const given = { person: id, name, decision: 'approve', reason: null, via: 'button' } as const
    await howdah.store.transaction(tx => insertApproval(tx, { ...given, plan, fingerprint }))
    return fingerprint
  }

  test('in the control database gives no approval its proof', async () => {
    const plan = await planned()
    const fingerprint = await approval(plan)
    const columns = 'enrolment_id, person, about, verdict, step, signature'
    // A genuine row of a second plan, with this plan's name.
    await howdah.store.query(
      `insert into howdah.code (${columns})
       select enrolment_id, person, $1, 'accepted', 1, 'x' || signature from howdah.code
       where person = 'T_LOCAL/U_DANA' and verdict = 'accepted' limit 1`,
      [`plan ${plan} ${fingerprint}`],
    )
    await howdah.store.query(`insert into howdah.run (id, plan_id) values ($1, $2)`, [
      `r-${plan}`,
      plan,
    ])
    await howdah.store.query(`update howdah.plan set state = 'queued' where id = $1`, [plan])
    expect(await outcomeOf(plan)).toBe('outdated')
    expect((await house.engine.findChange(plan))?.ending).toContain('It has 0 of 1 approvals.')
  })

  test('is found, and no row of Howdah’s is among the found', async () => {
    await howdah.store.query(
      `insert into howdah.enrolment (id, person, name, secret, signature)
       values ('e-hand', 'T_LOCAL/U_ADAM', 'adam', 'x', 'x.y.z')`,
    )
    const found = new Set((await forgedRows(howdah.store, null)).map(({ what }) => what))
    expect(found).toEqual(
      new Set([
        'an enrolment of T_LOCAL/U_ADAM',
        'a one-time code of T_LOCAL/U_DANA',
        ...[...found].filter(what => what.startsWith('plan ')),
      ]),
    )
  })

  test('is not changed or removed by the login', async () => {
    for (const statement of [
      `update howdah.code set verdict = 'accepted'`,
      'delete from howdah.code',
      'delete from howdah.enrolment',
      `insert into howdah.code_reset (enrolment_id, person, name, at, signature) values ('e', 'x', 'x', now(), 'x')`,
    ])
      await expect(howdah.store.query(statement), statement).rejects.toThrow('permission denied')
  })
})

describe('guessing', () => {
  test('ends after five wrong codes in a quarter of an hour, for the right one too', async () => {
    const plan = await planned()
    const replies: string[] = []
    for (let guess = 0; guess < 8; guess += 1) {
      const reply = await approve('dana', plan, '999999')
      replies.push(reply.kind === 'refusal' ? reply.because : reply.kind)
    }
    expect(await approve('dana', plan, await codeOf(dana))).toMatchObject({ kind: 'refusal' })
    expect(replies.at(-1)).toContain('5 wrong codes within 15 minutes')
    expect((await record('code.locked')).at(-1)).toContain('dana')
    await pending(plan)
    await house.parts.denials.flush()
    expect((await record('code.refused')).at(-1)).toContain('locked')
  })
})

describe('a lost code', () => {
  test('is forgotten when two other approvers ask, its owner not counted', async () => {
    expect(await saidBy('noa', 'access reset')).toMatchObject({
      title:
        'Noted. 2 approvers have to say the same within a day; the owner of the code does not count.',
    })
    expect(await saidBy('noa', 'access reset')).toMatchObject({
      because: 'You have already asked for this.',
    })
    expect(await saidBy('olga', 'access reset U_NOA')).toMatchObject({ kind: 'refusal' })
    // Olga was an approver when she asked, and is none now.
    const [enrolment] = await howdah.store.query<{ id: string }>(
      `select id from howdah.enrolment where person = 'T_LOCAL/U_NOA'`,
    )
    const { id, name } = person('olga')
    const wish = { enrolment: enrolment?.id ?? '', person: id, name, forgets: false }
    await insertCodeReset(howdah.store, wish)
    expect(await saidBy('adam', 'access reset U_NOA')).toMatchObject({
      title: expect.stringContaining('1 approver has to say the same within a day'),
    })
    expect(await saidBy('noa', 'access enrol', { channel: 'D_1' })).toMatchObject({
      because: 'You have a one-time code already.',
    })
    // A third yes by hand is none.
    await howdah.store.query(
      `insert into howdah.code_reset (enrolment_id, person, name, signature)
       select id, 'T_LOCAL/U_DANA', 'dana', 'x.y.z' from howdah.enrolment where person = 'T_LOCAL/U_NOA'`,
    )
    expect(await saidBy('noa', 'access enrol', { channel: 'D_1' })).toMatchObject({
      kind: 'refusal',
    })
    expect(await saidBy('dana', 'access reset U_NOA')).toMatchObject({
      title: 'The one-time code of noa no longer counts. Enrolling again is up to noa.',
    })
    const plan = await planned()
    expect(await saidBy('noa', `plan approve ${plan}`)).toMatchObject({
      because: 'This takes your one-time code, and you have none yet.',
    })
    const again = await coding.enrolled('noa')
    expect(
      await saidBy('noa', `plan approve ${plan}`, { code: await codeOf(again) }),
    ).toMatchObject({ kind: 'answer' })
    expect(await record('code.reset')).toHaveLength(1)
  })
})
