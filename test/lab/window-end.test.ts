/**
 * Real VACUUM and REINDEX in windows that are too short for them, carried by processes of their own, by the real clock:
 * a window ends at a full minute, so this waits for minutes.
 */
import { describe, expect, onTestFinished, test } from 'vitest'
import { openEngines } from '#test/support/engines'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { expectEndedOnce, invalidIndexes, timesRun } from '#test/support/kills'
import { kindsOf } from '#test/support/switching'
import { acting, inTheWay, planIn } from '#test/support/windows/clocked'
import { deadRows, slowDown, vacuumTables } from '#test/support/windows/vacuuming'
import { withCluster } from '#test/support/windows/with-windows'

const howdah = await startHowdah({
  tables: [
    ...['one', 'two', 'three'].flatMap(name => deadRows(name, 12_000)),
    'create index three_filler on three (filler)',
    'create index three_id on three (id)',
  ],
  engine: { tokenSeconds: 5, sweepSeconds: 0.3 },
})
await howdah.managed.run('postgres', `alter role app login password 'app'`)

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const timeOf = (at: Date): string => at.toISOString().slice(11, 16)

/** The most that a run may overrun its window, in seconds. */
const most = 30

const now = async (): Promise<Date> => {
  const [row] = await howdah.store.query<{ at: Date }>('select clock_timestamp() as at')
  if (!row) throw new Error('no time')
  return row.at
}

/** A window that is open, and ends at a full minute, in 60 to 120 s: a busy machine takes a while to begin. */
const shortWindow = async () => {
  const begun = await now()
  const end = new Date(Math.ceil((begun.getTime() + 60_000) / 60_000) * 60_000)
  const from = new Date(begun.getTime() - 3_600_000)
  const windows = [{ days, from: timeOf(from), to: timeOf(end), zone: 'UTC', at_end: 'cancel' }]
  const env = withCluster(howdah, { windows })
  return {
    end,
    house: openInProcess({ ...howdah, env }, { playbooks: [vacuumTables] }),
    ...openEngines({ env, failpointFile: howdah.failpointFile }),
  }
}

/** Seconds from the end of the window to the newest entry of such a kind. */
const overrun = async (plan: string, kind: string, end: Date): Promise<number> => {
  const read = () =>
    howdah.store.query<{ at: Date }>(
      `select j.at from howdah.journal j join howdah.run on run.id = j.run_id
       where plan_id = $1 and j.kind = $2 order by seq desc limit 1`,
      [plan, kind],
    )
  await expect.poll(read, { timeout: 200_000 }).toHaveLength(1)
  const [entry] = await read()
  return ((entry?.at.getTime() ?? 0) - end.getTime()) / 1_000
}

/** Without a window, in a process that ends afterwards. */
const goOn = async (plans: readonly string[]): Promise<void> => {
  await slowDown(howdah.managed, false)
  const { start, engines } = openEngines(howdah)
  onTestFinished(() => {
    for (const one of engines.values()) one.kill('SIGKILL')
  })
  await start()
  for (const plan of plans)
    await expect
      .poll(
        () =>
          howdah.store.query('select from howdah.plan where id = $1 and outcome is not null', [
            plan,
          ]),
        { timeout: 110_000 },
      )
      .toHaveLength(1)
  for (const plan of plans) await expectEndedOnce(howdah.store, plan, 'succeeded')
}

describe('a window that ends by the clock', () => {
  test('is overrun by no VACUUM and no rebuild for longer than 30 s, and the rest is done later', async () => {
    await slowDown(howdah.managed, true)
    const release = await inTheWay(howdah, 'select 1')
    const { end, house, twoEngines, engines } = await shortWindow()
    const vacuum = await planIn(house, howdah, 'table.clean', { tables: 'one' })
    const rebuild = await planIn(house, howdah, 'index.reindex', { index: 'three_filler' })
    await house.approve(vacuum)
    await house.approve(rebuild)
    await twoEngines()
    await acting(howdah, 'VACUUM one')
    await acting(howdah, 'REINDEX INDEX CONCURRENTLY public.three_filler')
    const seconds = [await overrun(vacuum, 'held', end), await overrun(rebuild, 'parked', end)]
    console.log(`overrun: VACUUM ${seconds[0]} s, REINDEX CONCURRENTLY ${seconds[1]} s`)
    for (const over of seconds) {
      expect(over).toBeGreaterThanOrEqual(0)
      expect(over).toBeLessThan(most)
    }
    const shown = JSON.stringify(await house.say('window show cluster=shop'))
    const overran = String.raw`"[\d.]+ m?s"`
    expect(shown).toMatch(new RegExp(`"Vacuum one","held, goes on later",${overran}`))
    expect(shown).toMatch(new RegExp(`"put back, begins anew",${overran}`))
    await acting(howdah, 'VACUUM', 0)
    expect(await invalidIndexes(howdah)).toEqual([])
    for (const one of engines.values()) one.kill('SIGKILL')
    await release()
    await goOn([vacuum, rebuild])
    expect(timesRun(howdah, 'VACUUM one')).toBe(2)
  })

  test('does to runs whose process died before the end what was due, as soon as another process looks', async () => {
    await slowDown(howdah.managed, true)
    const { end, house, start, engines } = await shortWindow()
    const release = await inTheWay(howdah, 'select 1')
    const vacuum = await planIn(house, howdah, 'table.clean', { tables: 'two' })
    const rebuild = await planIn(house, howdah, 'index.reindex', { index: 'three_id' })
    await house.approve(vacuum)
    await house.approve(rebuild)
    await start()
    await acting(howdah, 'VACUUM two')
    await acting(howdah, 'REINDEX INDEX CONCURRENTLY public.three_id')
    for (const one of engines.values()) one.kill('SIGKILL')
    // Nobody ends the statement meanwhile.
    await expect.poll(async () => (await now()) > end, { timeout: 200_000 }).toBe(true)
    await acting(howdah, 'VACUUM two')
    await start()
    const back = await now()
    const seconds = [await overrun(vacuum, 'held', back), await overrun(rebuild, 'parked', back)]
    console.log(`held ${seconds[0]} s and parked ${seconds[1]} s after a process came back`)
    for (const over of seconds) expect(over).toBeLessThan(most)
    await acting(howdah, 'VACUUM two', 0)
    expect(await invalidIndexes(howdah)).toEqual([])
    const change = await house.engine.findChange(vacuum)
    expect(change && kindsOf(change)).toContain('ended orphan')
    expect(change?.run?.waitingFor).toContain('maintenance window')
    for (const one of engines.values()) one.kill('SIGKILL')
    await release()
    await goOn([vacuum, rebuild])
    expect(timesRun(howdah, 'VACUUM two')).toBe(2)
  })
})
