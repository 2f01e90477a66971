/** What people read of the record: names and plans in chat, and the ids as JSON in a terminal. */
import { beforeAll, describe, expect, test } from 'vitest'
import { cliAs } from '#test/support/cli'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: {
    people: {
      operators: ['U_OLGA'],
      approvers: ['U_ADAM', 'cli/adam'],
      team: 'T_LOCAL',
      aliases: { 'cli/adam': 'U_ADAM' },
    },
  },
})
beforeAll(() => howdah.start())

describe('audit show', () => {
  test('names people and plans in chat, and gives the ids as JSON in a terminal', async () => {
    const plan = await howdah.plan('/pg index create users columns=id')
    const id = planIdOf(plan)
    await howdah.click('adam', plan, 'approve')
    await outcomeOf(howdah, plan)
    const named = `${id} (Build index users_id_idx on public.users (id))`
    const told = await hear(howdah, 'adam', `/pg audit show about=${id}`, 'plan.approved')
    expect(told).toContain(`shop ${named}`)
    expect(told.split('\n')).toEqual(expect.arrayContaining(['adam', 'olga']))
    expect(told).not.toContain('U_ADAM')

    const { out } = await cliAs('adam', howdah.env, 'audit', 'show', `about=${id}`)
    expect(out).toContain(named)
    const saved = await cliAs('adam', howdah.env, 'audit', 'show', `about=${id}`, '--save', '-')
    const entries = saved.out
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as object)
    expect(entries).toContainEqual(
      expect.objectContaining({
        kind: 'plan.approved',
        actor: 'T_LOCAL/U_ADAM',
        subject: expect.objectContaining({ plan: id }),
      }),
    )
  })

  test('finds a person by name, and by login in a terminal', async () => {
    const plan = await howdah.plan('/pg index create users columns=id where=id>2')
    const rejected = `/pg plan reject ${planIdOf(plan)} reason="not by name"`
    await hear(howdah, 'adam', rejected, 'You rejected it.')
    await hear(howdah, 'olga', '/pg audit show about=Adam limit=200', 'plan.rejected')
    const { out } = await cliAs('adam', howdah.env, 'audit', 'show', 'about=adam', 'limit=200')
    expect(out).toContain('plan.rejected')
    const nobody = await cliAs('adam', howdah.env, 'audit', 'show', 'about=olga')
    expect(nobody.out).toContain('Others are found by the id under Who')
  })

  test('shows a name that the control database holds to nobody', async () => {
    const plan = await howdah.plan('/pg index create users columns=id where=id>1')
    await howdah.control.query(
      'howdah',
      `insert into howdah.approval (plan_id, person, name, decision, fingerprint, via)
       select id, 'T_LOCAL/U_ADAM', 'mallory', 'approve', fingerprint, 'button' from howdah.plan where id = $1`,
      [planIdOf(plan)],
    )
    await howdah.click('olga', plan, 'withdraw')
    const told = await hear(howdah, 'adam', '/pg audit show limit=200', 'plan.approved')
    expect(told).not.toContain('mallory')
  })
})
