import { describe, expect, test } from 'vitest'
import { scheduleList } from '#commands/schedule/list'
import { answer } from '#model/reply'
import { say, schedulesOf } from '#test/support/commands/say'
import { aSchedule, aSlot, aView, paused } from '#test/support/commands/schedules'

const listed = (text: string, views = [aView()]) =>
  say(scheduleList, text, { engine: schedulesOf({ list: async () => views }) })

describe('schedule list', () => {
  test('says for each when it comes next, and what came of it last', async () => {
    const answered = aSlot({ kind: 'answered', answer: answer('All is well.') })
    const views = [
      aView({ slots: [answered] }),
      aView({ schedule: { ...paused, id: 'weekly' }, cluster: 'lab' }),
    ]
    expect(await listed('schedule list', views)).toMatchObject({
      title: '2 schedules, 1 is paused.',
      table: {
        rows: [
          [
            'nightly',
            'Sat 28 Mar 02:30',
            'Fri 27 Mar 02:30 answered: All is well.',
            'at 02:30, in the time zone UTC',
            'query slow cluster=shop',
          ],
          [
            'weekly',
            'paused by adam since Thu 26 Mar 12:00 UTC: big import; resumes automatically at Mon 30 Mar 12:00 UTC',
            'never',
            'at 02:30, in the time zone UTC',
            'query slow cluster=shop',
          ],
        ],
      },
    })
    expect(await listed('schedule list lab', views)).toMatchObject({
      title: '1 schedule about lab, 1 is paused.',
    })
  })

  test('tells who has none how to add one', async () => {
    expect(await listed('schedule list', [])).toMatchObject({
      title: 'There is no schedule.',
      lines: ['To add one: `schedule add query slow at="weekdays at 08:00"`.'],
    })
  })

  test('tells where there is none about a cluster', async () => {
    expect(await listed('schedule list lab', [aView({ schedule: aSchedule() })])).toMatchObject({
      title: 'There is no schedule about lab.',
    })
  })
})
