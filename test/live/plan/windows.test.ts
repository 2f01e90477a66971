/** Approved plans begin in the maintenance window of the cluster; urgent plans do not wait. */
import { describe, expect, test } from 'vitest'
import { drawChange } from '#slack/draw/plan/change-message'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { timesRun } from '#test/support/kills'
import { sleeper } from '#test/support/sleeper'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  cluster: {
    windows: [{ days: ['sat', 'sun'], from: '01:00', to: '05:00', zone: 'Europe/Berlin' }],
  },
})
const closed = new Date('2026-11-25T12:00:00Z')
const open = new Date('2026-11-28T00:00:00Z')
let now = closed
const house = openInProcess(howdah, { now: () => Promise.resolve(now) })
const { engine } = house
const next = 'Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'

let made = 0
const planned = async (): Promise<{ id: string; statement: string }> => {
  made += 1
  const name = `users_${made}_idx`
  const reply = await house.say(`index create users columns=id where=id>${made} name=${name}`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  const { id } = reply.change.plan
  // Plans expire by the clock of the control database, not by this test's clock.
  await howdah.control.query(
    'howdah',
    `update howdah.plan set expires_at = clock_timestamp() + interval '1 h' where id = $1`,
    [id],
  )
  return { id, statement: `CREATE INDEX CONCURRENTLY ${name}` }
}

const shown = async (plan: string): Promise<string> => {
  const change = await engine.findChange(plan)
  if (!change) throw new Error('the plan is gone')
  return JSON.stringify(drawChange(change, new Map()).blocks)
}

describe('a plan of a cluster with windows', () => {
  test('shows the next one, is parked until then, and begins in it', async () => {
    now = closed
    const { id, statement } = await planned()
    expect(await shown(id)).toContain(next)
    const run = await house.approve(id)
    await house.drive(run)
    expect(await engine.findChange(id)).toMatchObject({ state: 'parked', outcome: null })
    expect(await shown(id)).toContain(`It waits for its maintenance window: ${next}.`)
    expect(timesRun(howdah, statement)).toBe(0)
    now = open
    await house.drive(run)
    expect(await engine.findChange(id)).toMatchObject({ outcome: 'succeeded' })
    expect(timesRun(howdah, statement)).toBe(1)
  })

  test('says that its window is open now', async () => {
    now = open
    const { id } = await planned()
    expect(await shown(id)).toContain(`open now, ${next}`)
  })

  test('can be stopped while it waits for its window', async () => {
    now = closed
    const { id } = await planned()
    const run = await house.approve(id)
    await house.drive(run)
    await engine.cancel(person('olga'), id)
    await house.drive(run)
    expect(await engine.findChange(id)).toMatchObject({ outcome: 'cancelled' })
  })

  test('does not wait when the glass is broken, and that is said', async () => {
    now = closed
    const { id } = await planned()
    const told = await engine.breakGlass(person('adam'), id, 'orders are down')
    expect(told).toMatchObject({
      title: expect.stringContaining(
        `You broke the glass: it starts outside its maintenance window (${next})`,
      ),
    })
    await house.drive((await engine.findChange(id))?.run?.id ?? '')
    expect(await engine.findChange(id)).toMatchObject({ outcome: 'succeeded' })
  })

  test('does not wait when it only frees a session', async () => {
    now = closed
    const { pid, client, ended } = await sleeper(howdah)
    const reply = await house.say(`session cancel ${pid}`)
    const id = reply.kind === 'proposed' ? reply.change.plan.id : ''
    expect(await shown(id)).not.toContain('Window')
    await howdah.control.query(
      'howdah',
      `update howdah.plan set expires_at = clock_timestamp() + interval '1 h' where id = $1`,
      [id],
    )
    await house.drive(await house.approve(id))
    expect(await engine.findChange(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await ended).toContain('canceling statement')
    await client.end()
  })
})
