/** A plan’s message does not wait for the lines of the thread: Slack takes a post a second, and here none at all. */
import { expect, test } from 'vitest'
import { shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  slackLimits: { postsPerSecond: 0.001, postBurst: 1 },
  tables: ['create table users (id int)'],
})
await howdah.start()

test('a message says how its run goes and ends while Slack takes no line of the thread', async () => {
  const plan = await howdah.plan('/pg index create users columns=id')
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  expect(await shows(howdah, plan, 'Done.')).toContain('users_id_idx')
  expect(howdah.thread(plan)).toEqual([])
})
