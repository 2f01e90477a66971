/** The record holds acts and denials, never mere attempts; a click does as the button says. */
import { describe, expect, test } from 'vitest'
import { enterRecovery } from '#engine/freeze/recovery'
import { propose } from '#engine/plan/propose'
import type { Reply } from '#model/reply'
import { startHowdah, type Who } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: {
    policies: [{ playbook: 'index.drop', ticket: true, reason: true }],
    people: { operators: ['U_OLGA', 'U_DANA'], approvers: ['U_ADAM', 'U_DANA'] },
  },
})
const house = openInProcess(howdah)
const { engine, edge, messages, parts } = house

const planIn = (reply: Reply): string => {
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return reply.change.plan.id
}

let made = 0
const planned = async (): Promise<string> => {
  made += 1
  return planIn(
    await house.say(`index create users columns=id where=id>${made} ticket=OPS-${made}`),
  )
}

const entries = (kind: string): Promise<readonly { about: string; because: string | null }[]> =>
  howdah.store.query(
    `select body::json ->> 'subject' as about, body::json -> 'detail' ->> 'because' as because
     from howdah.audit where body::json ->> 'kind' = $1 order by seq`,
    [kind],
  )

const clicks = async (who: Who, plan: string, verb: string, channel = 'C_OPS'): Promise<Reply> => {
  const change = await engine.findChange(plan)
  const button = await messages.planButton(plan, verb, `${change?.revision ?? 0}`)
  const message = '1.000001'
  await messages.follow(plan, channel, channel)
  await messages.posted({ plan, part: channel, channel, ts: message, revision: 0 })
  return edge.click({ button, person: person(who), channel, message, reason: null })
}

const expireNow = async (plan: string): Promise<void> => {
  await howdah.store.query(
    `update howdah.plan set state = null, outcome = 'expired', ended_at = clock_timestamp() where id = $1`,
    [plan],
  )
}

const done = async (): Promise<string> => {
  const plan = await planned()
  await house.drive(await house.approve(plan))
  expect((await engine.findChange(plan))?.outcome).toBe('succeeded')
  return plan
}

describe('the record', () => {
  test('has no withdrawal of a plan that was over', async () => {
    const [over, open] = [await planned(), await planned()]
    await engine.reject(person('adam'), over, 'no')
    expect(await engine.cancel(person('olga'), over)).toMatchObject({ kind: 'refusal' })
    expect(await engine.cancel(person('olga'), open)).toMatchObject({ kind: 'answer' })
    const withdrawn = await entries('plan.withdrawn')
    expect(withdrawn.map(({ about }) => about)).toEqual([expect.stringContaining(open)])
  })

  test('has one freeze and one thaw, however often they are said', async () => {
    expect(await engine.thaw(person('adam'), 'shop')).toMatchObject({ kind: 'refusal' })
    expect(await entries('thaw')).toEqual([])
    await engine.freeze(person('adam'), 'shop', 'one')
    expect(await engine.freeze(person('adam'), 'shop', 'two')).toMatchObject({ kind: 'refusal' })
    expect(await entries('freeze')).toHaveLength(1)
    await house.say('index create users columns=id')
    expect((await entries('plan.refused')).at(-1)?.because).toContain('shop is frozen by adam')
    await engine.thaw(person('adam'), 'shop')
    expect(await entries('thaw')).toHaveLength(1)
  })

  test('has one stop, and none of what had ended', async () => {
    const plan = await planned()
    const run = await house.approve(plan)
    await engine.cancel(person('olga'), plan)
    await engine.cancel(person('dana'), plan)
    await house.drive(run)
    expect(await engine.cancel(person('olga'), plan)).toMatchObject({ kind: 'refusal' })
    expect(await entries('run.stop')).toHaveLength(1)
  })

  test.each(['withdraw', 'undo'])('has a click on %s that was denied', async verb => {
    const plan = verb === 'undo' ? await done() : await planned()
    expect(await clicks('gus', plan, verb)).toMatchObject({ kind: 'refusal' })
    const denied = (await entries('plan.denied')).at(-1)
    expect(denied).toMatchObject({ because: 'Guests may not use Howdah.' })
    expect(denied?.about).toContain(plan)
  })

  test('has what a policy refused', async () => {
    await howdah.managed.run(howdah.database, 'set role app; create index old_idx on users (id)')
    for (const [ticket, missing] of [
      [null, 'a ticket'],
      ['OPS-1', 'a reason'],
    ] as const) {
      const wanted = { cluster: 'shop', database: howdah.database, playbook: 'index.drop' }
      const refused = await propose(parts, {
        wanted: { ...wanted, input: { index: 'old_idx' }, undoes: null },
        person: person('olga'),
        via: 'slack',
        reason: null,
        ticket,
        change: null,
      })
      expect(refused).toMatchObject({ kind: 'refusal' })
      const entry = (await entries('plan.refused')).at(-1)
      expect(entry?.because).toContain(`asks for ${missing}`)
    }
  })
})

describe('Undo', () => {
  test('clicked in a direct message is planned where everybody sees it', async () => {
    const undo = await clicks('olga', await done(), 'undo', 'D_OLGA')
    expect(undo).toMatchObject({ change: { origin: { channel: 'C_OPS' } } })
  })

  test('that expired is planned again as an undo, with its reason and ticket', async () => {
    const plan = await done()
    const undo = planIn(await clicks('olga', plan, 'undo'))
    expect(await engine.findChange(plan)).toMatchObject({ undoable: false })
    await expireNow(undo)
    const again = await clicks('olga', undo, 'again')
    const run = (await engine.findChange(plan))?.run?.id
    expect(again).toMatchObject({
      change: { plan: { undoes: run, reason: `Takes back ${plan}`, ticket: `OPS-${made}` } },
    })
    expect(planIn(again)).not.toBe(undo)
  })
})

describe('Plan Again', () => {
  test('keeps why and by which ticket it was asked for', async () => {
    const why = { reason: 'the search is slow', ticket: 'OPS-7' }
    const plan = planIn(await house.say('index create users columns=email', why))
    await expireNow(plan)
    expect(await clicks('olga', plan, 'again')).toMatchObject({ change: { plan: why } })
  })
})

describe('a form', () => {
  test('asks for what the policy asks for, and for a reason on every plan', async () => {
    const asked = await house.say('index drop old_idx reason=" "')
    expect(asked).toMatchObject({
      kind: 'form',
      problems: { ticket: 'This field is required.', reason: expect.any(String) },
    })
    const required = asked.kind === 'form' ? asked.fields.filter(one => one.required) : []
    expect(required.map(({ key }) => key)).toEqual(['index', 'cluster', 'reason', 'ticket'])
    const free = await house.say('index create')
    const fields = free.kind === 'form' ? free.fields : []
    expect(fields.find(({ key }) => key === 'reason')).toMatchObject({ required: false })
    const both = await house.say('index drop old_idx ticket=OPS-1 reason="nobody uses it"')
    expect(planIn(both)).toMatch(/^p-/)
  })
})

describe('the same asked for again', () => {
  const again = 'index create users columns=id,email'
  const undecided = async (plan: string): Promise<boolean> =>
    (await engine.findChange(plan))?.state === 'pending'

  test('by the same person replaces what waits, and says by which', async () => {
    const [first, second] = [planIn(await house.say(again)), planIn(await house.say(again))]
    expect(await engine.findChange(first)).toMatchObject({
      outcome: 'superseded',
      ending: `olga asked for it again: ${second}. Nothing was done.`,
    })
    expect(await undecided(second)).toBe(true)
    expect(await engine.approve(person('adam'), first)).toMatchObject({ kind: 'refusal' })
    expect((await entries('plan.superseded')).at(-1)?.about).toContain(first)
  })

  test('by another person is shown to them instead of made twice', async () => {
    const first = planIn(await house.say(again))
    const said = { text: again, origin: { via: 'slack', channel: 'C_OPS' } } as const
    const other = await edge.dispatch({ ...said, person: person('dana') })
    expect(other).toMatchObject({
      because: `olga has asked for exactly this: ${first} waits for approval.`,
      command: `plan show ${first}`,
    })
    expect(await undecided(first)).toBe(true)
  })

  test('by many at once leaves one that waits', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => house.say(again)))
    const waiting = await Promise.all(replies.map(planIn).map(undecided))
    expect(waiting.filter(Boolean)).toHaveLength(1)
  })

  test('for another thing leaves both', async () => {
    const first = planIn(await house.say(again))
    const other = planIn(await house.say('index create users columns=email,id'))
    expect([await undecided(first), await undecided(other)]).toEqual([true, true])
  })
})

describe('recovery mode', () => {
  test('is entered whole or not at all, and ends no plan that has a run', async () => {
    const [waits, runs] = [await planned(), await planned()]
    await house.approve(runs)
    await howdah.control.run('howdah', 'revoke insert on howdah.audit from howdah')
    await expect(enterRecovery(parts, 'A test.')).rejects.toThrow('permission denied')
    expect(await engine.findChange(waits)).toMatchObject({ state: 'pending', frozen: null })
    await howdah.control.run('howdah', 'grant insert on howdah.audit to howdah')
    expect(await enterRecovery(parts, 'A test.')).toBe(true)
    expect(await enterRecovery(parts, 'A test.')).toBe(false)
    expect(await engine.findChange(waits)).toMatchObject({ outcome: 'expired' })
    expect(await engine.findChange(runs)).toMatchObject({ state: 'looking', outcome: null })
    expect(await entries('recovery.entered')).toHaveLength(1)
  })
})
