import { describe, expect, test } from 'vitest'
import { scheduleWhy } from '#commands/schedule/why'
import { say, schedulesOf } from '#test/support/commands/say'
import { aSchedule, aSlot, aView, paused } from '#test/support/commands/schedules'

const windows = [{ days: ['sun' as const], from: '02:00', to: '05:00', zone: 'UTC' }]
const blackouts: readonly never[] = []

const why = (found?: ReturnType<typeof aView>) =>
  say(scheduleWhy, 'schedule why nightly', {
    engine: {
      ...schedulesOf({ find: async () => found, list: async () => [] }),
      config: { clusters: [{ name: 'shop', windows, blackouts }] } as never,
    },
  })

describe('schedule why', () => {
  test('says why it did not run, when it will, and what then waits for a window', async () => {
    const skipped = aSlot({ kind: 'skipped', because: 'p-7k3m9qx is not over: it runs.' })
    const before = aSlot(
      { kind: 'planned', plan: 'p-7k3m9qx', standing: 'sa-1', asks: null },
      { at: new Date('2026-03-26T02:30Z') },
    )
    expect(await why(aView({ slots: [skipped, before] }))).toMatchObject({
      title: 'nightly is active.',
      lines: [
        'The time of Fri 27 Mar 02:30 UTC was skipped: p-7k3m9qx is not over: it runs.',
        'It will run at Sat 28 Mar 02:30 UTC.',
        'What it changes does not begin then. It waits for its maintenance window: Sun 29 Mar 02:00 to 05:00 (UTC).',
        'Before that: Thu 26 Mar 02:30 UTC made the plan p-7k3m9qx, which began under standing approval sa-1',
      ],
    })
  })

  test('says who paused it and for how long, and who said that it runs now', async () => {
    const now = aSlot(null, { askedBy: 'T_LOCAL/U_OLGA', held: true })
    expect(await why(aView({ schedule: paused, slots: [now] }))).toMatchObject({
      title:
        'nightly is paused by adam since Thu 26 Mar 12:00 UTC: big import; resumes automatically at Mon 30 Mar 12:00 UTC.',
      lines: expect.arrayContaining([
        'The time of Fri 27 Mar 02:30 UTC is running (a person said `schedule run-now`)',
      ]),
    })
  })

  test('says that nothing will run again', async () => {
    const forGood = aSchedule({ state: { kind: 'paused', reason: 'x', until: null } })
    expect(await why(aView({ schedule: forGood, next: [] }))).toMatchObject({
      lines: ['It has not run yet.', 'It will not run until somebody resumes it.'],
    })
    const removed = aSchedule({ state: { kind: 'removed', reason: null } })
    expect(await why(aView({ schedule: removed, next: [] }))).toMatchObject({
      lines: ['It has not run yet.', 'It will not run again.'],
    })
  })

  test('knows no other', async () => {
    expect(await why()).toMatchObject({ because: 'There is no schedule nightly.' })
  })
})
