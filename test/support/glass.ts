/** A house for break-glass: plans, the people who let plans through, and the entries in the record. */
import { expect } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { fateOf, hear, shows } from '#test/support/hostile'
import { buttonIn, startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf, timesRun, twoBots } from '#test/support/kills'

export interface Planned {
  readonly plan: PageMessage
  readonly id: string
  /** The plan's statement, as in the server's log. */
  readonly statement: string
}

export interface Recorded {
  readonly kind: string
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

export const why = 'orders are down, nobody else answers'

/** Adam and Dana approve; Dana asks as well as Olga. Adam has a login on the command line. */
export const startGlass = async () => {
  const howdah = await startHowdah({
    tables: ['create table users (id int, email text)'],
    inventory: {
      people: {
        operators: ['U_OLGA', 'U_DANA'],
        approvers: ['U_ADAM', 'U_DANA', 'cli/adam'],
        team: 'T_LOCAL',
        aliases: { 'cli/adam': 'U_ADAM' },
      },
      policies: [{ playbook: 'index.reindex', approvers: 2 }],
    },
  })
  await twoBots(howdah)
  let made = 0

  /** Makes a plan of its own for each test. */
  const planned = async (who: Who = 'olga'): Promise<Planned> => {
    made += 1
    const name = `users_${made}_idx`
    const plan = await howdah.planned(() =>
      howdah.say(who, `/pg index create users columns=id where=id>${made} name=${name}`),
    )
    return { plan, id: planIdOf(plan), statement: `CREATE INDEX CONCURRENTLY ${name}` }
  }

  const breakGlass = (who: Who, { id }: Planned, words: string): Promise<string> =>
    hear(howdah, who, `/pg plan break-glass ${id} reason="${why}"`, words)

  const recordOf = async ({ id }: Planned): Promise<readonly Recorded[]> =>
    (
      await howdah.store.query<{ body: string }>(
        `select body from howdah.audit where body::json -> 'subject' ->> 'plan' = $1 order by seq`,
        [id],
      )
    ).map(({ body }) => JSON.parse(body) as Recorded)

  return {
    howdah,
    planned,
    breakGlass,
    recordOf,
    kindsOf: async (one: Planned) => (await recordOf(one)).map(({ kind }) => kind),
    /** Makes a finished plan that Adam let through; the review is open. */
    letThrough: async (): Promise<Planned> => {
      const one = await planned()
      await breakGlass('adam', one, 'You broke the glass')
      expect(await outcomeOf(howdah, one.plan)).toBe('succeeded')
      return one
    },
    withdraw: async ({ plan }: Planned): Promise<void> => {
      await howdah.click('olga', plan, 'withdraw')
      await shows(howdah, plan, 'Cancelled.')
    },
    expectRanOnce: async ({ plan, statement }: Planned): Promise<void> => {
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(timesRun(howdah, statement)).toBe(1)
      expect(await fateOf(howdah, plan)).toMatchObject({ runs: '1' })
    },
    expectNotRun: async ({ plan, id, statement }: Planned): Promise<void> => {
      expect(await fateOf(howdah, plan)).toMatchObject({ runs: '0' })
      expect(timesRun(howdah, statement)).toBe(0)
      const broken = 'select from howdah.break_glass where plan_id = $1'
      expect(await howdah.store.query(broken, [id])).toHaveLength(0)
    },
    /** Finds the direct message to `who` that asks for the review. */
    asked: ({ id }: Planned, who: Who): Promise<PageMessage> => {
      const { id: channel } = howdah.slack.openIm(who)
      const asks = (one: PageMessage): boolean =>
        one.channel === channel &&
        buttonIn(one, 'review') &&
        one.text.startsWith('Break-glass by adam, please review.') &&
        wordsOf(one).includes(id)
      return howdah.slack.waitFor(({ messages }) => messages.findLast(asks), {
        timeoutMs: 110_000,
        what: `the request to ${who} for a review of ${id}`,
      })
    },
    viewOf: (user: string) =>
      howdah.slack.waitFor(({ views }) => views.find(one => one.user === user)),
  }
}
