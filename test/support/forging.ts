/** A house, and the bot's own login in the hands of somebody who has no signing key. */
import { expect } from 'vitest'
import type { Plan } from '#model/plan'
import { startHowdah } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

export interface Stored {
  readonly body: Plan
  readonly change: string
  readonly origin: object
}

export const startForging = async () => {
  const howdah = await startHowdah({
    tables: ['create table users (id int, email text)', 'create table victims (id int)'],
    inventory: { policies: [{ playbook: 'index.create', approvers: 2 }] },
  })
  await howdah.start()

  /** The bot's own login, with the password taken out of the bot's environment. */
  const stolen = howdah.store

  const stored = async (id: string): Promise<Stored> => {
    const [row] = await stolen.query<Stored>(
      'select body, change, origin from howdah.plan where id = $1',
      [id],
    )
    if (!row) throw new Error(`no plan ${id}`)
    return row
  }

  let made = 0
  /** A plan of Olga's; each is for another index. */
  const planned = async () => {
    made += 1
    const message = await howdah.plan(
      `/pg index create users columns=id where=id>${made} name=made_${made}`,
    )
    return { message, id: planIdOf(message), ...(await stored(planIdOf(message))) }
  }

  /** Writes a plan by hand, with a run that waits to be taken. */
  const writePlan = async (like: Stored, more: Partial<Plan>): Promise<string> => {
    made += 1
    const id = `p-forged${made}`
    const body = { ...like.body, ...more, id }
    await stolen.query(
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at)
     values ($1, $2, 'shop', $3, $4, $5, 'queued', $6, clock_timestamp() + interval '1 h')`,
      [
        id,
        like.change,
        JSON.stringify(body),
        body.fingerprint,
        body.requester,
        JSON.stringify(like.origin),
      ],
    )
    await stolen.query('insert into howdah.run (id, plan_id) values ($1, $2)', [
      `r-forged${made}`,
      id,
    ])
    return id
  }

  const ended = async (id: string): Promise<{ outcome: string; ending: string }> => {
    const read = async () =>
      (
        await stolen.query<{ outcome: string; ending: string }>(
          'select outcome, ending from howdah.plan where id = $1 and outcome is not null',
          [id],
        )
      )[0]
    await expect.poll(read, { timeout: 110_000 }).toBeDefined()
    return (await read()) ?? { outcome: '', ending: '' }
  }

  /** As the owner of the control database, with the guards of the tables out of the way. */
  const asOwner = (...statements: readonly string[]): Promise<void> =>
    howdah.control.run(
      'howdah',
      ...['plan', 'run'].map(one => `alter table howdah.${one} disable trigger user`),
      ...statements,
      ...['plan', 'run'].map(one => `alter table howdah.${one} enable trigger user`),
    )

  return { howdah, stolen, planned, writePlan, ended, asOwner }
}
