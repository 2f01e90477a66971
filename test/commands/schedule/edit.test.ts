import { describe, expect, test } from 'vitest'
import { scheduleEdit } from '#commands/schedule/edit'
import type { ScheduleWish } from '#model/schedule/wish'
import { askedAgain, say, schedulesOf } from '#test/support/commands/say'
import { aDraft, aSchedule, aView } from '#test/support/commands/schedules'

describe('schedule edit', () => {
  test('keeps what is not said', async () => {
    const wishes: ScheduleWish[] = []
    const engine = schedulesOf({
      find: async () => aView(),
      draft: async (_, wish) => {
        wishes.push(wish)
        return aDraft({ wish })
      },
    })
    const shown = await say(scheduleEdit, 'schedule edit nightly at="every 2 hours"', { engine })
    expect(wishes).toEqual([{ ...aDraft().wish, calendar: 'every 2 hours' }])
    expect(shown).toMatchObject({
      offers: [
        {
          command: expect.stringMatching(
            /^schedule save nightly command="query slow cluster=shop" at="every 2 hours" offered:preview:nightly\//,
          ),
        },
      ],
    })
  })

  test.each([
    undefined,
    aView({ schedule: aSchedule({ state: { kind: 'removed', reason: null } }) }),
  ])('refuses what is not there any more', async found => {
    const engine = schedulesOf({ find: async () => found, list: async () => [] })
    expect(await say(scheduleEdit, 'schedule edit nightly', { engine })).toMatchObject({
      because: 'There is no schedule nightly.',
    })
  })

  test('asks again for the name', () => {
    expect(askedAgain(scheduleEdit, 'schedule edit')).toEqual(['name'])
  })
})
