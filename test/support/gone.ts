/** A house with a single node that can go for good and come back, with waiting runs and leftovers. */
import { afterAll, expect } from 'vitest'
import { freePort } from '#local/postgres/server'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear, openProxy, shows } from '#test/support/hostile'
import { startHowdah, type Who } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, planIdOf, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'

export const why = 'the machine burned down'

export interface Planned {
  readonly plan: PageMessage
  readonly id: string
  readonly statement: string
}

/** Adam and Dana approve, also on the command line; Dana asks as well as Olga. */
export const startGone = async () => {
  const managed = await testServer({ log_statement: 'all' })
  const nobody = await freePort()
  const proxy = await openProxy(managed.port)
  afterAll(() => proxy.close())
  const howdah = await startHowdah({
    managed,
    tables: [
      'create table users (id int, email text)',
      'insert into users select i, i::text from generate_series(1, 1000) i',
    ],
    cluster: { nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` }] },
    inventory: {
      people: {
        operators: ['U_OLGA', 'U_DANA'],
        approvers: ['U_ADAM', 'U_DANA', 'cli/adam', 'cli/dana'],
        team: 'T_LOCAL',
        aliases: { 'cli/adam': 'U_ADAM', 'cli/dana': 'U_DANA' },
      },
    },
    engine: { tokenSeconds: 3, sweepSeconds: 0.3 },
  })

  const nodeIsBack = () => proxy.leadTo(managed.port)
  const nodeIsGone = () => proxy.leadTo(nobody)
  let made = 0

  const planned = async (who: Who = 'olga'): Promise<Planned> => {
    made += 1
    const name = `users_${made}_idx`
    const plan = await howdah.planned(() =>
      howdah.say(who, `/pg index create users columns=id where=id>${made} name=${name}`),
    )
    return { plan, id: planIdOf(plan), statement: `CREATE INDEX CONCURRENTLY ${name}` }
  }

  /** Makes an approved run that waits for an old transaction of this session. */
  const heldUp = async () => {
    nodeIsBack()
    await twoBots(howdah)
    const reader = await managed.connect(howdah.database)
    await reader.query('begin isolation level repeatable read')
    await reader.query('select count(*) from users')
    const one = await planned()
    await howdah.click('adam', one.plan, 'approve')
    await shows(howdah, one.plan, 'Held up by')
    return { one, reader }
  }

  /** Makes an approved run with the intent in the journal, the process dead and the node gone. */
  const cutOff = async (who: Who = 'olga'): Promise<Planned> => {
    nodeIsBack()
    await twoBots(howdah)
    const one = await planned(who)
    const bots = howdah.bots.length
    howdah.failAt('step 0 intent')
    await howdah.click('adam', one.plan, 'approve')
    await expect.poll(() => howdah.bots.length, { timeout: 110_000 }).toBe(bots - 1)
    nodeIsGone()
    await shows(howdah, one.plan, 'Checking: the outcome')
    return one
  }

  const abandon = (who: Who, { id }: Planned, words: string): Promise<string> =>
    hear(howdah, who, `/pg run abandon ${id} reason="${why}"`, words)

  const journalOf = ({ id }: Planned) =>
    howdah.store.query<{ kind: string; token: string; detail: Record<string, unknown> }>(
      `select kind, j.token, detail from howdah.journal j join howdah.run r on r.id = j.run_id
       where r.plan_id = $1 order by seq`,
      [id],
    )

  const recordOf = ({ id }: Planned) =>
    howdah.store.query<{ kind: string; actor: string; reason: string | null }>(
      `select body::json ->> 'kind' as kind, body::json ->> 'actor' as actor,
         body::json -> 'detail' ->> 'reason' as reason
       from howdah.audit where body::json -> 'subject' ->> 'plan' = $1 order by seq`,
      [id],
    )

  const claims = () => howdah.store.query('select from howdah.claim')

  const expectOpen = async (one: Planned): Promise<void> => {
    const rows = await howdah.store.query('select outcome from howdah.plan where id = $1', [one.id])
    expect(rows).toEqual([{ outcome: null }])
    expect((await journalOf(one)).map(({ kind }) => kind)).not.toContain('abandoned')
  }

  const expectGivenUp = async ({ plan, id, statement }: Planned): Promise<void> => {
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    await expectOneOutcome(howdah, plan, 'failed')
    const rows = (await journalOf({ plan, id, statement })).map(({ kind }) => kind)
    expect(rows.slice(-2)).toEqual(['abandoned', 'ended'])
  }

  return {
    howdah,
    managed,
    strand: () => proxy.strand(),
    nodeIsBack,
    nodeIsGone,
    planned,
    heldUp,
    cutOff,
    abandon,
    journalOf,
    recordOf,
    claims,
    expectOpen,
    expectGivenUp,
  }
}
