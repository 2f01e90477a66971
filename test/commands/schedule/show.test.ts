import { describe, expect, test } from 'vitest'
import { scheduleShow } from '#commands/schedule/show'
import { say, schedulesOf } from '#test/support/commands/say'
import { aSchedule, aSlot, aView, paused } from '#test/support/commands/schedules'

const shown = (found?: ReturnType<typeof aView>) =>
  say(scheduleShow, 'schedule show nightly', {
    engine: schedulesOf({ find: async () => found, list: async () => [] }),
  })

describe('schedule show', () => {
  test('says what it does, by which rules, with whose rights and what came of the last times', async () => {
    const missed = aSlot({
      kind: 'missed',
      because: 'No Howdah process ran it in time.',
      first: '2026-03-27T01:30:00.000Z',
      count: 3,
    })
    expect(await shown(aView({ slots: [missed] }))).toMatchObject({
      title: 'nightly: `query slow cluster=shop`, at 02:30, in the time zone UTC.',
      lines: [
        'It is active. It acts with the rights of olga.',
        'While one run is still going, the next is skipped. A missed run is caught up within 5 min, or while its maintenance window is open; otherwise it is reported.',
        'Fri 27 Mar 02:30 UTC was missed, like all 3 times from Fri 27 Mar 01:30 UTC on: No Howdah process ran it in time.',
      ],
      table: { columns: ['Next (UTC)'], rows: [['Sat 28 Mar 02:30']] },
      offers: [{ label: 'Run Now' }, { label: 'Edit' }],
    })
  })

  test('offers to resume what is paused, and nothing for what is removed', async () => {
    expect(await shown(aView({ schedule: paused, next: [] }))).toMatchObject({
      offers: [{ label: 'Run Now' }, { label: 'Resume' }],
    })
    const removed = aSchedule({ state: { kind: 'removed', reason: 'no need' } })
    expect(await shown(aView({ schedule: removed, next: [] }))).toMatchObject({
      lines: [
        'It is removed by olga at Thu 26 Mar 12:00 UTC: no need. It acts with the rights of olga.',
        expect.any(String),
      ],
      offers: [],
    })
  })

  test('knows no other', async () => {
    expect(await shown()).toMatchObject({ because: 'There is no schedule nightly.' })
  })
})
