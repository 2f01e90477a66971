/**
 * The control database after a year of a schedule that runs each minute, beside a month of the same in the same run:
 * `npm run bench:year -- [slots of the year]`. Prints sizes by table, and the time of each look by people and processes.
 * Fails when a look takes over three times as long as after the month and over 20 ms, or when the retention leaves more
 * than its days, of plans or of slots.
 */

import { sweepOld } from '#engine/retention/sweep-old'
import { createdAt } from '#engine/show/created-at'
import { expiredPlanIds, takeReminders } from '#store/lists/due-plans'
import { behindMessages, unfollowedPlans } from '#store/messages'
import { planIdsAskedBy } from '#store/plans'
import { idleRunIds } from '#store/run/hold'
import { lastChangeOf } from '#store/runs'
import { lastSlots, openSlots, untoldSlots } from '#store/schedule/slots'
import type { Store } from '#store/store'
import { closedGuards, guardedSince, takeWatches } from '#store/watches'
import type { openEngine } from '#test/support/engine'
import { fillUpTo, sizeOf } from './year/fill.ts'
import { addSchedule, fillSlots } from './year/fill-slots.ts'
import { openYearHouse } from './year/house.ts'

const year = Number(process.argv[2] ?? 525_600)
const month = Math.round(year / 12)
const times = 15

type Opened = ReturnType<typeof openEngine>

const looks: readonly (readonly [string, (opened: Opened, store: Store) => Promise<unknown>])[] = [
  ['run list', ({ engine }) => engine.recentChanges(10)],
  ['run list, what is open', ({ engine }) => engine.openChanges()],
  ['plan show', ({ engine }) => engine.findChange(`p-${Math.round(month / 2)}`)],
  ['config history', ({ engine }) => engine.settingChanges('shop', null, 50)],
  ['Home: asked by a person', (_, store) => planIdsAskedBy(store, ['T_LOCAL/U_NOA'], 10)],
  ['sweep: idle runs', (_, store) => idleRunIds(store)],
  ['sweep: expired plans', (_, store) => expiredPlanIds(store)],
  ['sweep: reminders', (_, store) => takeReminders(store)],
  ['sweep: watches', (_, store) => takeWatches(store, 3, [])],
  ['guards: closed lately', (_, store) => closedGuards(store)],
  ['guards: of a cluster', (_, store) => guardedSince(store, 'shop', new Date())],
  ['messages behind', (_, store) => behindMessages(store, [])],
  ['plans without a message', (_, store) => unfollowedPlans(store)],
  ['when the cluster was changed last', (_, store) => lastChangeOf(store, 'shop')],
  [
    'indexes built in a database',
    (_, store) => createdAt(store, { cluster: 'shop', database: 'other', kind: 'index' }),
  ],
  ['record: newest entries', ({ engine }) => engine.audit.latest(20)],
  ['record: about an old plan', ({ engine }) => engine.audit.latest(20, `p-${month - 7}`)],
  ['record: about a schedule', ({ engine }) => engine.audit.latest(20, 'minutely')],
  ['record: about nothing there', ({ engine }) => engine.audit.latest(20, 'p-none')],
  ['schedule show', ({ engine }) => engine.schedules.find('minutely')],
  ['schedule list', ({ engine }) => engine.schedules.list()],
  [
    'report: slots of a week',
    ({ engine }) => engine.schedules.since('shop', new Date(Date.now() - 7 * 86_400_000)),
  ],
  ['scheduler: open slots', (_, store) => openSlots(store, null)],
  ['scheduler: last slots', (_, store) => lastSlots(store, ['minutely'])],
  ['scheduler: slots to tell', (_, store) => untoldSlots(store, [], 200)],
]

const measured = async (opened: Opened): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>()
  for (const [name, look] of looks) {
    const took: number[] = []
    for (let time = 0; time < times; time += 1) {
      const from = performance.now()
      await look(opened, opened.parts.store)
      took.push(performance.now() - from)
    }
    // The best: a machine that does other work only adds to a time.
    found.set(name, Math.min(...took))
  }
  return found
}

const tell = (name: string, less: number, more: number, unit: string): void =>
  console.log(
    `${name.padEnd(36)} ${less.toFixed(1).padStart(9)} → ${more.toFixed(1).padStart(9)} ${unit}  × ${(more / Math.max(less, 0.01)).toFixed(1)}`,
  )

const house = await openYearHouse()
const failures: string[] = []
try {
  const { opened, owner } = house
  const { store } = opened.parts
  await addSchedule(store)
  const fill = async (from: number, to: number): Promise<void> => {
    await fillSlots({ store, owner }, from, to)
    await fillUpTo(owner, house, from, to)
  }
  await fill(0, month)
  const [little, quick] = [await sizeOf(owner), await measured(opened)]
  await fill(month, year)
  const [much, slow] = [await sizeOf(owner), await measured(opened)]
  console.log(`${month.toLocaleString('en')} → ${year.toLocaleString('en')} slots`)
  for (const [name, mb] of much) if (mb > 1) tell(name, little.get(name) ?? 0, mb, 'MB')
  for (const [name, ms] of slow) {
    const before = quick.get(name) ?? 0
    tell(name, before, ms, 'ms')
    if (ms > 20 && ms > 3 * before) failures.push(`${name}: ${ms.toFixed(0)} ms`)
  }
  const from = performance.now()
  await sweepOld(opened.parts, new Date())
  const seconds = (performance.now() - from) / 1_000
  await owner.query('vacuum analyze')
  const after = await measured(opened)
  for (const [what, table, ended] of [
    ['plans', 'plan', 'ended_at'],
    ['slots', 'slot', 'at'],
  ] as const) {
    const { rows } = await owner.query<{ left: string; old: string }>(
      `select count(*) as left, count(*) filter (where ${ended} < clock_timestamp() - interval '91 days') as old from howdah.${table}`,
    )
    const { left = '', old = '' } = rows[0] ?? {}
    console.log(`retention of 90 days: ${Number(left).toLocaleString('en')} ${what} left`)
    if (old !== '0') failures.push(`${old} ${what} past their time`)
  }
  console.log(`it took ${seconds.toFixed(1)} s; from then on`)
  for (const [name, ms] of after) tell(name, slow.get(name) ?? 0, ms, 'ms')
} finally {
  await house.stop()
}
for (const one of failures) console.error(`bench:year: ${one}`)
if (failures.length > 0) process.exitCode = 1
