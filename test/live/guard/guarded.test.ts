/** A guarded change on a real server: undone by itself when it does harm, kept when it does not, asked about otherwise. */
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { keepGuarded } from '#engine/decide/guard'
import { propose } from '#engine/plan/propose'
import { openSweeper } from '#engine/run/sweep'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { cliAs } from '#test/support/cli'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { saidIn } from '#test/support/switching'
import { allowTuning, sortingTraffic, tuneMemory } from '#test/support/tuning'

const aliases = { 'cli/olga': 'U_OLGA', 'cli/adam': 'U_ADAM' }
const howdah = await startHowdah({
  engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
  inventory: {
    people: { operators: ['U_OLGA', 'cli/olga'], approvers: ['U_ADAM', 'cli/adam'], aliases },
  },
})
const { managed, database } = howdah
await allowTuning(managed, database)
/** Milliseconds that the clock of the guard is ahead of the machine's. */
let ahead = 0
const house = openInProcess(howdah, {
  playbooks: [tuneMemory],
  now: async () => new Date(Date.now() + ahead),
})
const { parts, engine } = house

const small = { value: '64kB', minutes: 5 }
const workMemory = async () =>
  (await managed.query<{ work_mem: string }>(database, 'show work_mem'))[0]?.work_mem

/** Plans, approves and drives the change; gives the id of its plan. */
const changed = async (input: typeof small): Promise<string> => {
  const made = await propose(parts, {
    wanted: { cluster: 'shop', database, playbook: 'memory.tune', input, undoes: null },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  await house.drive(await house.approve(made.id))
  return made.id
}

const seen = async (id: string): Promise<Change> => {
  const change = await engine.findChange(id)
  if (!change) throw new Error(`no plan ${id}`)
  return change
}

const watched = () => {
  const sweeper = openSweeper(parts)
  afterAll(() => sweeper.stop(1))
  return sweeper
}

const becomes = async (id: string, state: string) => {
  await expect
    .poll(async () => (await seen(id)).guard?.state, { timeout: 110_000 })
    .not.toBe('open')
  expect((await seen(id)).guard?.state).toBe(state)
}

let traffic: Awaited<ReturnType<typeof sortingTraffic>> | undefined
afterEach(async () => {
  await traffic?.stop()
  traffic = undefined
  ahead = 0
  await managed.run('postgres', 'alter system reset work_mem', 'select pg_reload_conf()')
})

describe('a change under a guard', () => {
  test('is undone by itself when it does harm, with the approvals of the change', async () => {
    traffic = await sortingTraffic(managed, database)
    const id = await changed(small)
    expect(await workMemory()).toBe('64kB')
    expect(saidIn(await seen(id))).toContain('Guarded until')
    const sweeper = watched()
    await becomes(id, 'taken back')
    await expect.poll(async () => (await seen(id)).outcome, { timeout: 110_000 }).toBe('reverted')
    await sweeper.stop(5)
    expect(await workMemory()).toBe('4MB')
    const change = await seen(id)
    expect(saidIn(change)).toMatch(
      /\*Reverted\.\* Temporary files went from .+ Undone by `p-[a-z0-9]+`\./,
    )
    const undo = await seen(change.guard?.by ?? '')
    expect(undo.outcome).toBe('succeeded')
    expect(undo.approvals).toMatchObject([{ name: 'adam', decision: 'approve' }])
    const [via] = await howdah.store.query<{ via: string }>(
      'select via from howdah.approval where plan_id = $1',
      [undo.plan.id],
    )
    expect(via?.via).toBe(`guard of ${id}`)
  }, 300_000)

  test('is kept at the deadline when it does no harm', async () => {
    traffic = await sortingTraffic(managed, database)
    const id = await changed({ value: '32MB', minutes: 0.15 })
    const sweeper = watched()
    await becomes(id, 'kept')
    await sweeper.stop(5)
    expect(await workMemory()).toBe('32MB')
    expect(saidIn(await seen(id))).toContain('Its guard saw no harm. The change stays.')
  }, 300_000)

  test('is asked about where there is no traffic to judge by, and a person keeps it', async () => {
    const id = await changed({ value: '64kB', minutes: 0.1 })
    const sweeper = watched()
    await becomes(id, 'asks')
    await sweeper.stop(5)
    expect(await workMemory()).toBe('64kB')
    expect(saidIn(await seen(id))).toContain('cannot tell whether')
    expect(await keepGuarded(parts, { person: person('olga'), id, via: 'test' })).toMatchObject({
      because: 'You asked for this yourself; it needs a second person.',
    })
    await keepGuarded(parts, { person: person('adam'), id, via: 'test' })
    expect((await seen(id)).guard?.state).toBe('kept')
  }, 300_000)

  test('is kept by an approver who types it in a terminal, and by nobody else', async () => {
    const id = await changed(small)
    expect(await cliAs('olga', howdah.env, 'run', 'keep', id)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('Only approvers may approve') as string,
    })
    expect(await cliAs('adam', howdah.env, 'run', 'keep', id)).toMatchObject({
      exit: 0,
      out: expect.stringContaining(`${id} stays as it is: its guard has ended.`) as string,
    })
    expect((await seen(id)).guard?.state).toBe('kept')
  }, 300_000)

  test('is undone at once when a person takes it back', async () => {
    const id = await changed(small)
    const said = await house.say(`run take-back ${id}`)
    const sweeper = watched()
    await expect.poll(async () => (await seen(id)).outcome, { timeout: 110_000 }).toBe('reverted')
    await sweeper.stop(5)
    expect(said).toMatchObject({
      title: expect.stringContaining('is being undone by p-') as string,
    })
    expect(await workMemory()).toBe('4MB')
    expect(await house.say(`run take-back ${id}`)).toMatchObject({
      because: `No guard of ${id} waits for a decision.`,
    })
  }, 300_000)

  test('is asked about when somebody else has changed the setting meanwhile', async () => {
    traffic = await sortingTraffic(managed, database)
    const id = await changed(small)
    await managed.run('postgres', `alter system set work_mem = '70kB'`, 'select pg_reload_conf()')
    const sweeper = watched()
    await becomes(id, 'asks')
    await sweeper.stop(5)
    expect(await workMemory()).toBe('70kB')
    expect(saidIn(await seen(id))).toContain('is not in place any more')
  }, 300_000)

  test('is undone by the next process when Howdah was away over the deadline', async () => {
    traffic = await sortingTraffic(managed, database)
    const id = await changed({ value: '64kB', minutes: 0.05 })
    ahead = 10 * 60_000
    const sweeper = watched()
    await becomes(id, 'taken back')
    await expect.poll(async () => (await seen(id)).outcome, { timeout: 110_000 }).toBe('reverted')
    await sweeper.stop(5)
    expect(await workMemory()).toBe('4MB')
    expect(saidIn(await seen(id))).toContain('Howdah did not look between ')
  }, 300_000)
})
