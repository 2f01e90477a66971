/** A guarded change on a real server: undone by itself when it does harm, kept when it does not, asked about otherwise. */
import { describe, expect, test } from 'vitest'
import { requestUndo } from '#engine/ask/request-undo'
import { keepGuarded } from '#engine/decide/guard'
import { guardChart } from '#report/draw/guard-chart'
import { chartsOf } from '#slack/draw/plan/charts'
import { cliAs } from '#test/support/cli'
import { harmful, startGuarding } from '#test/support/guarding'
import { person } from '#test/support/in-process'
import { saidIn } from '#test/support/switching'

const aliases = { 'cli/olga': 'U_OLGA', 'cli/adam': 'U_ADAM' }
const people = { operators: ['U_OLGA', 'cli/olga'], approvers: ['U_ADAM', 'cli/adam'], aliases }
const {
  howdah,
  managed,
  house,
  parts,
  clock,
  seen,
  changed,
  watch,
  sorts,
  becomes,
  reverted,
  setting,
  readingsSince,
} = await startGuarding({ inventory: { people } })

describe('a change under a guard', () => {
  test('is undone by itself when it does harm, with the approvals of the change', async () => {
    await sorts()
    const id = await changed(harmful)
    expect(await setting()).toBe('64kB')
    expect(saidIn(await seen(id))).toContain('Guarded until')
    watch()
    await becomes(id, 'taken back')
    const change = await reverted(id)
    expect(await setting()).toBe('4MB')
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

    // What did harm comes again only under a guard.
    expect(undo.undoable).toBe(false)
    expect(
      await requestUndo(parts, { person: person('olga'), id: undo.plan.id, via: 'slack' }),
    ).toMatchObject({
      because: `${undo.plan.id} took back a change that was guarded. Undone, it would make that change again, with nothing that watches it.`,
    })
  }, 300_000)

  test('is kept at the deadline when it does no harm, with a chart of what it brought', async () => {
    await managed.run('postgres', `alter system set work_mem = '64kB'`, 'select pg_reload_conf()')
    await sorts()
    const id = await changed({ value: '32MB', minutes: '0.15' })
    watch()
    const change = await becomes(id, 'kept')
    expect(await setting()).toBe('32MB')
    expect(saidIn(change)).toContain('Its guard saw no harm. The change stays.')
    expect(change.guard?.figures).toMatchObject([{ metric: 'temporary files', node: 'shop-1' }])
    const chart = await guardChart(change)
    expect(chart?.data.subarray(1, 4).toString()).toBe('PNG')
    expect(chart?.title).toMatch(/^temporary files on shop-1 [\d.]+ .?B\/s → [\d.]+ .?B\/s$/)
  }, 300_000)

  test('shows what was measured so far when a person keeps it before the deadline', async () => {
    await sorts()
    const id = await changed({ value: '32MB', minutes: '10' })
    watch()
    await expect.poll(() => readingsSince(id, new Date(0)), { timeout: 110_000 }).toBeGreaterThan(2)
    await keepGuarded(parts, { person: person('adam'), id, via: 'test' })
    const change = await seen(id)
    expect(change.guard?.figures).toMatchObject([{ metric: 'temporary files' }])
    expect(saidIn(change)).toMatch(/keeps it\. The change stays\.\n• Temporary files went from/)
    expect(chartsOf(change)).toEqual(['guard'])
  }, 300_000)

  test('is asked about where there is no traffic to judge by, and a person keeps it', async () => {
    const id = await changed({ value: '64kB', minutes: '0.1' })
    watch()
    const change = await becomes(id, 'asks')
    expect(await setting()).toBe('64kB')
    expect(saidIn(change)).toContain('a person has to decide. <@U_OLGA> <@U_ADAM>')
    expect(await keepGuarded(parts, { person: person('olga'), id, via: 'test' })).toMatchObject({
      because: 'You asked for this yourself; it needs a second person.',
    })
    await keepGuarded(parts, { person: person('adam'), id, via: 'test' })
    expect((await seen(id)).guard?.state).toBe('kept')
  }, 300_000)

  test('is kept by an approver who types it in a terminal, and by nobody else', async () => {
    const id = await changed(harmful)
    expect(await cliAs('olga', howdah.env, 'run', 'keep', id)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('Only approvers may approve') as string,
    })
    expect(await cliAs('adam', howdah.env, 'run', 'keep', id)).toMatchObject({
      exit: 0,
      out: expect.stringContaining(
        `${id} is kept: its guard watches no longer, and what it measured is in the thread.`,
      ) as string,
    })
    expect((await seen(id)).guard?.state).toBe('kept')
  }, 300_000)

  test('is undone at once when a person takes it back', async () => {
    const id = await changed(harmful)
    const said = await house.say(`run take-back ${id}`)
    watch()
    await reverted(id)
    expect(said).toMatchObject({
      title: expect.stringContaining('is being undone by p-') as string,
    })
    expect(await setting()).toBe('4MB')
    expect(await house.say(`run take-back ${id}`)).toMatchObject({
      because: `No guard of ${id} waits for a decision.`,
    })
  }, 300_000)

  test('is asked about when somebody else has changed the setting meanwhile', async () => {
    await sorts()
    const id = await changed(harmful)
    await managed.run('postgres', `alter system set work_mem = '70kB'`, 'select pg_reload_conf()')
    watch()
    const change = await becomes(id, 'asks')
    expect(await setting()).toBe('70kB')
    expect(saidIn(change)).toContain('is no longer in place')
  }, 300_000)

  test('is undone by the next process when Howdah was away over the deadline', async () => {
    await sorts()
    const id = await changed({ value: '64kB', minutes: '0.05' })
    clock.ahead = 10 * 60_000
    watch()
    const change = await reverted(id)
    expect(await setting()).toBe('4MB')
    expect(saidIn(change)).toContain('Howdah did not look between ')
  }, 300_000)
})
