import { describe, expect, test } from 'vitest'
import { scheduleAdd } from '#commands/schedule/add'
import { refusal } from '#model/refusal'
import { askedAgain, say, schedulesOf } from '#test/support/commands/say'
import { aDraft, aSchedule, aView } from '#test/support/commands/schedules'

const text = 'schedule add query slow cluster=shop at="daily at 02:30"'

describe('schedule add', () => {
  test('shows what would be saved, by a name made of the command', async () => {
    const engine = schedulesOf({ draft: async () => aDraft(), find: async () => undefined })
    const shown = await say(scheduleAdd, text, { engine })
    expect(shown).toMatchObject({
      title:
        '`query slow cluster=shop`: at 02:30, in the time zone UTC. This is a preview: Save Schedule saves it.',
      offers: [{ label: 'Save Schedule' }],
    })
  })

  test('takes the name of a schedule that was removed, and no other name that is there', async () => {
    const removed = aSchedule({ state: { kind: 'removed', reason: null } })
    const find = (schedule = aSchedule()) =>
      schedulesOf({ draft: async () => aDraft(), find: async () => aView({ schedule }) })
    const named = `${text} name=nightly`
    expect(await say(scheduleAdd, named, { engine: find(removed) })).toMatchObject({
      kind: 'answer',
    })
    expect(await say(scheduleAdd, named, { engine: find() })).toMatchObject({
      because: 'There is a schedule nightly already: `query slow cluster=shop`.',
    })
  })

  test('hands on why such a schedule cannot be', async () => {
    const refused = refusal('No.', 'Else.')
    const engine = schedulesOf({ draft: async () => refused })
    expect(await say(scheduleAdd, text, { engine })).toEqual(refused)
  })

  test.each([
    ['schedule add', ['command', 'at']],
    [`${text} zone=Mars/Base`, ['zone']],
    [`${text} zone=+02:00`, ['zone']],
    [`${text} name=Über`, ['name']],
    [`${text} overlap=queue jitter=-1 catch_up=x`, ['overlap', 'catch_up', 'jitter']],
  ])('%s is asked again for %j', (typed, keys) => {
    expect(askedAgain(scheduleAdd, typed)).toEqual(keys)
  })
})
