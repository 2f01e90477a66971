/** Killed between request and plan, plan and message, approval and run, outcome and words. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { failpointsAround } from '#src/failpoint'
import { listenFor } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import {
  expectOneOutcome,
  oneEnds,
  outcomeOf,
  ownIndexes,
  planIdOf,
  timesRun,
  twoBots,
} from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text not null)',
    `insert into users select i, 'Person' || i || '@example.com' from generate_series(1, 5000) i`,
  ],
})
const { managed, database, slack, store } = howdah
await twoBots(howdah)

const statement = 'CREATE INDEX CONCURRENTLY users_email_idx'

const messagesOf = (plan: string): readonly PageMessage[] =>
  slack.state.messages.filter(
    one =>
      one.channel === 'C_OPS' &&
      one.threadTs === null &&
      one.onlyFor === null &&
      planIdOf(one) === plan,
  )

/** The message that Howdah knows as the plan's own, where the posting process was killed. */
const messageKnown = async (plan: string): Promise<PageMessage> => {
  const noted = () =>
    store.query<{ ts: string }>(
      `select ts from howdah.message where plan_id = $1 and part = 'parent' and ts is not null`,
      [plan],
    )
  await expect.poll(noted, { timeout: 110_000 }).toHaveLength(1)
  const [row] = await noted()
  return howdah.message(one => one.ts === row?.ts, `the message of ${plan}`)
}

const newestPlan = async (): Promise<string> => {
  const [row] = await store.query<{ id: string }>(
    'select id from howdah.plan order by created_at desc limit 1',
  )
  return row?.id ?? ''
}

/** A killed process that claimed a post is waited for this long: that time lies behind. */
const forgetClaims = () =>
  store.query(
    `update howdah.thread_line set at = at - interval '31 seconds' where ts is null returning key`,
  )

/**
 * Asks while `point` kills, unless the point comes later; gives the plan, and the successors of the dead.
 */
const ask = async (point: string) => {
  await twoBots(howdah)
  await managed.run(database, 'drop index if exists users_email_idx')
  const last = await newestPlan()
  howdah.failAt(point)
  const replaced = oneEnds(howdah).then(() => twoBots(howdah))
  await howdah.say('olga', '/pg index create users columns=email')
  await expect.poll(newestPlan, { timeout: 110_000 }).not.toBe(last)
  return { plan: await newestPlan(), replaced }
}

const expectRunOnce = async (plan: string, before: number): Promise<void> => {
  await howdah.click('adam', await messageKnown(plan), 'approve')
  const message = await messageKnown(plan)
  expect(await outcomeOf(howdah, message)).toBe('succeeded')
  await expectOneOutcome(howdah, message, 'succeeded')
  expect(timesRun(howdah, statement) - before).toBe(1)
  expect(await ownIndexes(howdah)).toEqual(['users_email_idx'])
}

describe('a request', () => {
  test.each(failpointsAround.filter(point => !/claimed|posted/.test(point)))(
    'has one message and one run when Howdah is killed at "%s"',
    async point => {
      const before = timesRun(howdah, statement)
      const { plan, replaced } = await ask(point)
      await expectRunOnce(plan, before)
      expect(howdah.failed()).toBe(true)
      await replaced
      expect(messagesOf(plan)).toHaveLength(1)
    },
    300_000,
  )

  test('has one message and one run when Howdah is killed before Slack has the message', async () => {
    const before = timesRun(howdah, statement)
    const { plan, replaced } = await ask('parent message claimed')
    await replaced
    expect(messagesOf(plan)).toEqual([])
    await forgetClaims()
    await expectRunOnce(plan, before)
    expect(messagesOf(plan)).toHaveLength(1)
  }, 300_000)

  // Slack has the message at an unknown place: Howdah has no right to read the channel.
  test('is shown again when Howdah is killed before it knows where its message is, and runs once', async () => {
    const before = timesRun(howdah, statement)
    const { plan, replaced } = await ask('parent message posted')
    await replaced
    const [lost] = messagesOf(plan)
    if (!lost) throw new Error('nothing was posted')
    await forgetClaims()
    const known = await messageKnown(plan)
    expect(known.ts).not.toBe(lost.ts)
    const heard = listenFor(howdah, 'adam')
    await howdah.click('adam', lost, 'approve')
    const told = await heard('Howdah does not know the message or view')
    expect(told).toContain('Go to the plan')
    expect(await store.query('select from howdah.run where plan_id = $1', [plan])).toEqual([])
    await expectRunOnce(plan, before)
    expect(messagesOf(plan).map(({ ts }) => ts)).toEqual([lost.ts, known.ts])
  }, 300_000)
})
