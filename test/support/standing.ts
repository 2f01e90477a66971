/** A house whose people approve changes of a schedule beforehand. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { startByStanding } from '#engine/standing/start'
import type { Reply } from '#model/reply'
import { startHowdah, type Who } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'

export const startStanding = async () => {
  const howdah = await startHowdah({
    tables: [
      'create table users (id int, email text)',
      'create index users_email_idx on users (email)',
      'create index users_id_idx on users (id)',
    ],
    inventory: {
      people: { operators: ['U_OLGA', 'U_DANA'], approvers: ['U_ADAM', 'U_DANA', 'U_NOA'] },
    },
  })
  const house = openInProcess(howdah)
  const { parts, engine } = house
  /** A second process, with separate connections. */
  const second = openInProcess(howdah, { holder: 'second' })

  /** A process whose clock is three hours ahead. */
  const later = openInProcess(howdah, {
    holder: 'later',
    now: async () => new Date(Date.now() + 3 * 3_600_000),
  })

  interface Inventory {
    readonly people: { approvers: string[] }
    readonly clusters: { readonly shop: { environment: string } }
  }

  /** A process with another inventory. */
  const withInventory = (name: string, change: (inventory: Inventory) => void) => {
    const file = `${howdah.env['HOWDAH_CONFIG']}.${name}.json`
    const inventory = JSON.parse(
      readFileSync(howdah.env['HOWDAH_CONFIG'] ?? '', 'utf8'),
    ) as Inventory
    change(inventory)
    writeFileSync(file, JSON.stringify(inventory))
    return openInProcess({ ...howdah, env: { ...howdah.env, HOWDAH_CONFIG: file } })
  }

  /** As after Dana left the approvers. */
  const without = (who: string) =>
    withInventory(who, ({ people }) => {
      people.approvers = people.approvers.filter(one => one !== who)
    })

  /** As after the cluster came to stand for another environment. */
  const elsewhere = () =>
    withInventory('elsewhere', ({ clusters: { shop } }) => {
      shop.environment = shop.environment === 'staging' ? 'sample' : 'staging'
    })

  const saidBy = (who: Who, text: string): Promise<Reply> =>
    house.edge.dispatch({
      text,
      person: person(who),
      origin: { via: 'slack', channel: 'C_OPS' },
    })

  /** A plan of Olga's schedule, run out of turn by somebody. */
  const plannedOutOfTurn = async (schedule: string, who: Who): Promise<string> => {
    const at = new Date().toISOString()
    const slot = { schedule, at, askedBy: person(who).id }
    const reply = await house.edge.dispatch({
      text: 'index reindex users_email_idx',
      person: person('olga'),
      origin: { via: 'schedule', channel: 'C_OPS', slot },
    })
    if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
    return reply.change.plan.id
  }

  const planned = async (index = 'users_email_idx', who: Who = 'olga'): Promise<string> => {
    const reply = await saidBy(who, `index reindex ${index}`)
    if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
    return reply.change.plan.id
  }

  /** A zone with about noon: no day ends during a test. */
  const atNoon = (() => {
    const ahead = 12 - new Date().getUTCHours()
    return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
  })()

  const nextYear = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)

  /** Asked for by Olga, and approved by the others. */
  const standing = async (schedule: string, more = '', by: readonly Who[] = ['adam', 'dana']) => {
    const plan = await planned()
    const reply = await saidBy(
      'olga',
      `approval ask ${plan} schedule=${schedule} until=${nextYear} ${more}`,
    )
    if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
    const id = reply.title.split(' ')[0] ?? ''
    for (const who of by)
      expect(await saidBy(who, `approval approve ${id}`)).toMatchObject({ kind: 'answer' })
    return { id, plan }
  }

  const outcomeOf = async (plan: string, at = house): Promise<string | null | undefined> => {
    const run = (await engine.findChange(plan))?.run?.id
    if (run !== undefined) await at.drive(run)
    return (await engine.findChange(plan))?.outcome
  }

  const expectAsks = async (
    schedule: string,
    plan: string,
    because: string | null,
  ): Promise<void> => {
    const found = await startByStanding(parts, { schedule, plan })
    expect(found.kind).toBe('asks')
    if (because === null) expect(found).toEqual({ kind: 'asks', because: null })
    else expect(found.kind === 'asks' ? found.because : '').toContain(because)
    expect(await engine.findChange(plan)).toMatchObject({ state: 'pending', approvals: [] })
  }

  const asOwner = (...statements: readonly string[]): Promise<void> =>
    howdah.control.run(
      'howdah',
      ...['standing_approval', 'standing_decision'].map(
        one => `alter table howdah.${one} disable trigger user`,
      ),
      ...statements,
      ...['standing_approval', 'standing_decision'].map(
        one => `alter table howdah.${one} enable trigger user`,
      ),
    )

  return {
    howdah,
    parts,
    engine,
    second,
    later,
    without,
    elsewhere,
    saidBy,
    planned,
    plannedOutOfTurn,
    nextYear,
    atNoon,
    standing,
    outcomeOf,
    expectAsks,
    asOwner,
  }
}
