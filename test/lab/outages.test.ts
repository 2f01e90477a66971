import { setTimeout as pass } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, invalidIndexes, outcomeOf, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    `create table users (id int, email text)`,
    `insert into users select i, 'person' || i from generate_series(1, 20000) i`,
  ],
})
await twoBots(howdah)

/** Milliseconds that each part is away. */
const awayMs = 30_000

const statement = 'CREATE INDEX CONCURRENTLY users_email_idx'

/** Holds a build up by an old snapshot, so that an outage can happen meanwhile. */
const heldBuild = async (): Promise<{ plan: PageMessage; release: () => Promise<void> }> => {
  const reader = await howdah.managed.connect(howdah.database)
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from users')
  const plan = await howdah.plan('/pg index create users columns=email')
  await howdah.click('adam', plan, 'approve')
  await howdah.message(
    one => one.ts === plan.ts && wordsOf(one).includes('Held up by'),
    'the build waiting',
  )
  return {
    plan,
    async release() {
      await reader.query('rollback').catch(() => {})
      await reader.end().catch(() => {})
    },
  }
}

describe('an outage', () => {
  test('of the control database for 30 s during a build ends in one outcome, and the statement ran once', async () => {
    const before = timesRun(howdah, statement)
    const { plan, release } = await heldBuild()
    await howdah.control.stop()
    await pass(awayMs)
    await howdah.control.restart()
    await release()
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectOneOutcome(howdah, plan, 'succeeded')
    expect(timesRun(howdah, statement) - before).toBe(1)
    await howdah.managed.run(howdah.database, 'drop index users_email_idx')
  }, 300_000)

  test('of Slack for 30 s stops no run, and the message catches up', async () => {
    const { plan, release } = await heldBuild()
    howdah.slack.setFault('disconnected', true)
    howdah.slack.setFault('unavailable', true)
    howdah.slack.disconnect('cut')
    await release()
    await pass(awayMs)
    const [ended] = await howdah.store.query<{ outcome: string }>(
      'select outcome from howdah.plan order by created_at desc limit 1',
    )
    expect(ended).toEqual({ outcome: 'succeeded' })
    howdah.slack.setFault('disconnected', false)
    howdah.slack.setFault('unavailable', false)
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await howdah.slack.waitFor(state => state.connected, { timeoutMs: 30_000 })
    await howdah.say('olga', '/pg plan show p-0000000')
    await howdah.slack.waitFor(
      () =>
        toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes('There is no plan p-0000000')),
      { timeoutMs: 15_000, what: 'an answer after the outage' },
    )
    await howdah.managed.run(howdah.database, 'drop index users_email_idx')
  }, 300_000)

  test('of the cluster in the middle of a build leaves no invalid index, and says what happened', async () => {
    await twoBots(howdah)
    const { plan, release } = await heldBuild()
    await howdah.managed.restart()
    await release()
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    expect(await invalidIndexes(howdah)).toEqual([])
    const ended = await howdah.message(one => one.ts === plan.ts)
    expect(wordsOf(ended)).toMatch(/interrupted|ended the statement/)
    expect(wordsOf(ended)).toMatch(/Everything is as it was before/)
  }, 300_000)
})

describe('eight bots at once on an empty control database', () => {
  test('all become ready, and one of them answers', async () => {
    const many = await startHowdah({ migrated: false })
    const env = { DATABASE_OWNER_URL: many.ownerUrl }
    await Promise.all(Array.from({ length: 8 }, () => many.start(env)))
    expect(many.bots).toHaveLength(8)
    await many.say('olga', '/pg plan show p-0000000')
    await many.slack.waitFor(
      () => toldOnly(many.slack, 'U_OLGA').find(one => one.includes('There is no plan')),
      { what: 'an answer' },
    )
    expect(toldOnly(many.slack, 'U_OLGA')).toHaveLength(1)
  }, 300_000)
})
