/** Three cycles of backup, expiry and drill by schedules; and the alert when the next one does not come. */
import { expect, test } from 'vitest'
import { drillTrouble } from '#checks/drills'
import { noDrills } from '#model/drill/no-drills'
import { cloneFolders } from '#test/support/clones'
import { startHowdah } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { twoBots } from '#test/support/kills'
import { archivingServer, clonedFrom, testRepository } from '#test/support/repository'
import { scheduling } from '#test/support/scheduling'

const repository = testRepository()
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders (id int primary key)'],
  cluster: { ...(await clonedFrom(repository)), drills: { every: '7 days' } },
  inventory: { people: { operators: ['U_OLGA'], approvers: ['U_ADAM', 'U_DANA'] } },
})
const { engine, save, runNow, ended, plansOf } = scheduling(howdah)
await managed.run(howdah.database, 'grant execute on function pg_switch_wal() to keeper')
await twoBots(howdah)

const succeeds = async (plan: string): Promise<void> => {
  await expect
    .poll(async () => (await engine.findChange(plan))?.outcome, { timeout: 220_000 })
    .toBe('succeeded')
}

/** The plan of the newest slot; `count` slots have come by now. */
const slotPlan = async (schedule: string, count: number): Promise<string> => {
  await runNow(schedule)
  expect(await ended(schedule, count)).toEqual(Array.from({ length: count }, () => 'planned'))
  return (await plansOf(schedule)).at(-1)?.id ?? ''
}

const approve = async (plan: string, ...who: readonly ('adam' | 'dana')[]) => {
  for (const one of who) await engine.approve(person(one), plan)
  await succeeds(plan)
}

const backUp = async (cycle: number): Promise<void> => {
  await managed.run(howdah.database, `insert into orders values (${cycle})`)
  await approve(await slotPlan('full', cycle), 'adam')
}

/** Each later drill of the schedule. */
const approveFromNow = async (plan: string): Promise<void> => {
  const asked = await engine.approvals.ask(
    person('olga'),
    // Hours, so that a run out of turn counts: all day.
    { plan, schedule: 'drill', until: nextYear, perDay: 20, from: '00:00', to: '00:00' },
    { via: 'slack', channel: 'C_OPS' },
  )
  const id = asked.kind === 'answer' ? (asked.title.split(' ')[0] ?? '') : asked.because
  for (const who of ['adam', 'dana'] as const)
    expect(await engine.approvals.approve(person(who), id)).toMatchObject({ kind: 'answer' })
}

const nextYear = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)

test('backup, expiry and drill come round three times, the drill under a standing approval', async () => {
  await save('full', { command: 'backup take cluster=shop' })
  await save('drill', { command: 'restore drill cluster=shop' })
  await save('expire', { command: 'backup expire keep=1 cluster=shop' })
  await backUp(1)
  const first = await slotPlan('drill', 1)
  await approve(first, 'adam')
  await approveFromNow(first)
  for (const cycle of [2, 3]) {
    await backUp(cycle)
    await succeeds(await slotPlan('drill', cycle))
    await approve(await slotPlan('expire', cycle - 1), 'adam', 'dana')
    expect(repository.backups()).toEqual([`full-${cycle}`])
    expect(await cloneFolders(repository.clones)).toEqual([])
  }
  const drills = await engine.drills('shop', 10)
  expect(drills.map(({ drill, backup, wrong }) => [drill, backup, wrong])).toEqual([
    ['drill-3', 'full-3', null],
    ['drill-2', 'full-2', null],
    ['drill-1', 'full-1', null],
  ])
  const facts = { cluster: 'shop', config: { ...noDrills, everyMinutes: 7 * 1_440 }, drills }
  const in8Days = Date.now() + 8 * 86_400_000
  expect(drillTrouble({ ...facts, forecast: null }, Date.now())).toEqual([])
  expect(drillTrouble({ ...facts, forecast: null }, in8Days)).toMatchObject([{ key: 'missed' }])
}, 900_000)
