/** A guard whose process is killed: another process undoes the change, once. */
import { afterAll, describe, expect, test } from 'vitest'
import { propose } from '#engine/plan/propose'
import { isRefusal } from '#model/refusal'
import { person } from '#test/support/in-process'
import { timesRun } from '#test/support/kills'
import { startSwitching } from '#test/support/switching'
import { allowTuning, sortingTraffic } from '#test/support/tuning'

const { howdah, house, twoEngines, read } = await startSwitching()
const { managed, database } = howdah
await allowTuning(managed, database)
const traffic = await sortingTraffic(managed, database)
afterAll(() => traffic.stop())

const planned = async (): Promise<string> => {
  const made = await propose(house.parts, {
    wanted: {
      cluster: 'shop',
      database,
      playbook: 'memory.tune',
      input: { value: '64kB', minutes: 5 },
      undoes: null,
    },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  return made.id
}

describe('a change whose guard finds harm', () => {
  test.each(['after end', 'guard judged', 'guard reverts'])(
    'is undone once by another process when the one that watched is killed at "%s"',
    async point => {
      await twoEngines()
      const resets = () => timesRun(howdah, 'ALTER SYSTEM RESET work_mem')
      const before = resets()
      const plan = await planned()
      howdah.failAt(point)
      await house.approve(plan)
      await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
      await expect
        .poll(async () => (await read(plan)).outcome, { timeout: 110_000 })
        .toBe('reverted')
      expect(resets() - before).toBe(1)
      expect(await managed.query(database, 'show work_mem')).toEqual([{ work_mem: '4MB' }])
      const undos = await howdah.store.query(
        `select plan.id from howdah.plan join howdah.run on run.id = plan.body ->> 'undoes' where run.plan_id = $1`,
        [plan],
      )
      expect(undos).toHaveLength(1)
    },
    300_000,
  )
})
