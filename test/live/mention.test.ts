import { expect, test } from 'vitest'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await howdah.start()

test('a mention in a thread is answered in that thread, to whoever asked', async () => {
  const plan = await howdah.plan('/pg index create users columns=id')
  await howdah.slack.sendEvent({
    type: 'app_mention',
    user: 'U_OLGA',
    channel: 'C_OPS',
    text: `<@${howdah.slack.appUser}> help index drop`,
    ts: '1795000000.000100',
    thread_ts: plan.ts,
    event_ts: '1795000000.000100',
  })
  await howdah.slack.waitFor(() =>
    toldOnly(howdah.slack, 'U_OLGA').some(one => one.includes('index drop')),
  )
  const told = howdah.slack.state.messages.findLast(one => one.onlyFor === 'U_OLGA')
  expect(told && wordsOf(told)).toContain('Drop an index, keeping its definition as the way back')
  expect(told?.threadTs).toBe(plan.ts)
})
