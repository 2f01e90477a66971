/** A house with runs that ask a person whether a step was done. */
import { expect } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { buttonIn, startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, planIdOf, timesRun, twoBots } from '#test/support/kills'
import { signAnew } from '#test/support/signing'

export const why = 'I looked at pg_indexes'

export interface Asking {
  readonly plan: PageMessage
  readonly id: string
  readonly name: string
  readonly statement: string
}

/** Adam and Dana approve; Dana asks as well as Olga. Adam has a login on the command line. */
export const startAsking = async () => {
  const howdah = await startHowdah({
    tables: [
      'create table users (id int, email text)',
      'insert into users select i, i::text from generate_series(1, 1000) i',
    ],
    inventory: {
      people: {
        operators: ['U_OLGA', 'U_DANA'],
        approvers: ['U_ADAM', 'U_DANA', 'cli/adam'],
        team: 'T_LOCAL',
        aliases: { 'cli/adam': 'U_ADAM' },
      },
    },
  })

  let made = 0

  /** Makes a run killed at `point`, with no means to tell the outcome of the steps in `blind`. */
  const asking = async (point: string, blind = [0], who: Who = 'olga'): Promise<Asking> => {
    await twoBots(howdah)
    made += 1
    const name = `users_${made}_idx`
    const plan = await howdah.planned(() =>
      howdah.say(who, `/pg index create users columns=lower(email) where=id>${made} name=${name}`),
    )
    const one = { plan, id: planIdOf(plan), name, statement: `CREATE INDEX CONCURRENTLY ${name}` }
    howdah.failAt(point)
    await howdah.click('adam', plan, 'approve')
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    // The process is dead and its token still holds: no other process has read the plan again.
    for (const step of blind) {
      await howdah.control.query(
        'howdah',
        `update howdah.plan set body = jsonb_set(jsonb_set(body, array['steps', $2, 'action', 'state'], 'null'),
           array['steps', $2, 'onFailure'], '"ask"') where id = $1`,
        [one.id, String(step)],
      )
    }
    await signAnew(howdah.control, one.id)
    await asks(one, 1)
    return one
  }

  const asks = async ({ plan }: Asking, step: number): Promise<PageMessage> => {
    const found = await howdah.message(
      one =>
        one.ts === plan.ts &&
        buttonIn(one, 'was-done') &&
        wordsOf(one).includes(`was step ${step} (`),
      `the question about step ${step}`,
    )
    expect(wordsOf(found)).toContain('Howdah cannot tell. Look at shop-1, then say so')
    return found
  }

  const answer = async (who: Who, { plan }: Asking, action: string, reason = why) => {
    await howdah.click(who, plan, action)
    const user = `U_${who.toUpperCase()}`
    const view = await howdah.slack.waitFor(({ views }) => views.find(one => one.user === user))
    return howdah.slack.submitView(who, view.id, { reason: { value: reason } })
  }

  const recordOf = ({ id }: Asking) =>
    howdah.store.query<{ kind: string; actor: string; detail: Record<string, unknown> }>(
      `select body::json ->> 'kind' as kind, body::json ->> 'actor' as actor,
         body::json -> 'detail' as detail
       from howdah.audit where body::json -> 'subject' ->> 'plan' = $1 order by seq`,
      [id],
    )

  const exists = async ({ name }: Asking): Promise<boolean> => {
    const rows = await howdah.managed.query(
      howdah.database,
      'select from pg_class where relname = $1',
      [name],
    )
    return rows.length === 1
  }

  const expectDone = async (one: Asking): Promise<void> => {
    expect(await outcomeOf(howdah, one.plan)).toBe('succeeded')
    await expectOneOutcome(howdah, one.plan, 'succeeded')
    expect(timesRun(howdah, one.statement)).toBe(1)
    expect(await exists(one)).toBe(true)
  }

  const expectSettledOnce = async (one: Asking): Promise<void> => {
    const kinds = (await recordOf(one)).map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'step.settled')).toHaveLength(1)
  }

  return { howdah, asking, asks, answer, recordOf, exists, expectDone, expectSettledOnce }
}
