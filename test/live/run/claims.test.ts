/** Runs with the same claim, runs that are held up, and people who stop or freeze runs. */
import type { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear, listenFor, noLongerRuns, shows } from '#test/support/hostile'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'
import {
  expectOneOutcome,
  invalidIndexes,
  outcomeOf,
  planIdOf,
  timesRun,
  twoBots,
} from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    'create table orders (id int)',
    'insert into users select i, i::text from generate_series(1, 100) i',
  ],
})
await howdah.managed.run('postgres', `alter role app login password 'app'`)
await twoBots(howdah)

/** A transaction of the application that has written to the table, so that builds have to wait for it. */
const writer = async (table: string): Promise<{ client: Client; pid: number }> => {
  const client = await howdah.managed.connect(howdah.database, 'app', 'app')
  onTestFinished(() => client.end().catch(() => {}))
  await client.query('begin')
  await client.query(`insert into ${table} values (0)`)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: rows[0]?.pid ?? 0 }
}

const approved = async (typed: string): Promise<PageMessage> => {
  const plan = await howdah.plan(typed)
  await howdah.click('adam', plan, 'approve')
  return plan
}

const expectOutcome = async (plan: PageMessage, outcome: string): Promise<void> => {
  expect(await outcomeOf(howdah, plan)).toBe(outcome)
  await expectOneOutcome(howdah, plan, outcome)
  expect(await invalidIndexes(howdah)).toEqual([])
}

describe('two builds on one table', () => {
  test('run one after the other, and the second says behind whom it waits', async () => {
    const { client } = await writer('users')
    const first = await approved('/pg index create users columns=id name=first_idx')
    await shows(howdah, first, 'Held up by pid')
    const second = await approved('/pg index create users columns=email name=second_idx')
    expect(await shows(howdah, second, 'Queued.')).toContain(
      `It waits for ${planIdOf(first)} (Build index first_idx`,
    )
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY second_idx')).toBe(0)
    await client.query('commit')
    await expectOutcome(first, 'succeeded')
    await expectOutcome(second, 'succeeded')
  })

  test('on two tables do not wait for each other', async () => {
    const { client } = await writer('users')
    const held = await approved('/pg index create users columns=id,email name=held_idx')
    await shows(howdah, held, 'Held up by pid')
    const free = await approved('/pg index create orders columns=id name=free_idx')
    await client.query('commit')
    await expectOutcome(free, 'succeeded')
    await expectOutcome(held, 'succeeded')
  })

  test('let the second be stopped while it still waits for the first', async () => {
    const { client } = await writer('users')
    const first = await approved('/pg index create users columns=id where=id>1 name=ahead_idx')
    await shows(howdah, first, 'Held up by pid')
    const second = await approved('/pg index create users columns=id where=id>2 name=behind_idx')
    await shows(howdah, second, 'Queued.')
    await howdah.click('olga', second, 'stop')
    expect(await shows(howdah, second, 'Cancelled.')).toContain(
      'olga stopped it. Nothing had begun.',
    )
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY behind_idx')).toBe(0)
    await client.query('commit')
    await expectOutcome(first, 'succeeded')
  })
})

describe('a build that is held up', () => {
  test('goes on after session.cancel of its blocker, which does not queue behind it', async () => {
    const { client, pid } = await writer('orders')
    const sleeping = client.query('select pg_sleep(600)').catch((error: Error) => error.message)
    const build = await approved('/pg index create orders columns=id name=freed_idx where=id>3')
    expect(await shows(howdah, build, `Held up by pid ${pid}`)).toContain('Cancel Blocking Session')
    const held = await howdah.message(one => one.ts === build.ts && buttonIn(one, 'command'))
    await howdah.click('olga', held, 'command')
    const cancel = await howdah.message(
      one => wordsOf(one).includes(`Cancel what pid ${pid}`) && buttonIn(one, 'approve'),
    )
    expect(wordsOf(cancel)).toContain(`It holds up ${planIdOf(build)}`)
    await howdah.click('dana', cancel, 'approve')
    await expectOutcome(cancel, 'succeeded')
    expect(await sleeping).toContain('canceling statement due to user request')
    await expectOutcome(build, 'succeeded')
  })

  test('goes on after session.terminate of a blocker that is idle in its transaction', async () => {
    const { client, pid } = await writer('orders')
    const build = await approved('/pg index create orders columns=id name=ended_idx where=id>6')
    expect(await shows(howdah, build, `Held up by pid ${pid}`)).toContain('End Blocking Session')
    const held = await howdah.message(one => one.ts === build.ts && buttonIn(one, 'command'))
    await howdah.click('olga', held, 'command')
    const end = await howdah.message(
      one => wordsOf(one).includes(`pid ${pid}`) && buttonIn(one, 'approve'),
    )
    expect(wordsOf(end)).toContain(`It holds up ${planIdOf(build)}`)
    await howdah.click('dana', end, 'approve')
    await expectOutcome(end, 'succeeded')
    await expect(client.query('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
    await expectOutcome(build, 'succeeded')
  })

  test('leaves no invalid index when it is stopped, and says so', async () => {
    const { client } = await writer('orders')
    const build = await approved('/pg index create orders columns=id name=stopped_idx where=id>4')
    await shows(howdah, build, 'Held up by pid')
    await howdah.click('gus', build, 'stop')
    await howdah.click('olga', build, 'stop')
    const stopping = shows(howdah, build, 'Cancelled.')
    // Dropping the leftover waits for the same transaction as the build did.
    await shows(howdah, build, 'Stopping at the next safe point.')
    await noLongerRuns(howdah, 'CREATE INDEX%stopped_idx%')
    await client.query('commit')
    expect(await stopping).toContain('olga stopped it. To put things back, Howdah did this:')
    expect(await stopping).toContain('Everything is as it was before.')
    await expectOutcome(build, 'cancelled')
  })
})

describe('everything', () => {
  test('approved during a freeze is parked, says why, and goes on after the thaw', async () => {
    const plan = await howdah.plan('/pg index create users columns=id where=id>5 name=thawed_idx')
    await hear(howdah, 'olga', '/pg freeze shop reason="incident 4711"', 'shop is frozen')
    await howdah.click('adam', plan, 'approve')
    expect(await shows(howdah, plan, 'Parked.')).toContain('incident 4711')
    await hear(howdah, 'olga', '/pg index create users columns=id', 'shop is frozen by olga')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY thawed_idx')).toBe(0)
    await hear(howdah, 'dana', '/pg thaw shop', 'shop is thawed')
    await expectOutcome(plan, 'succeeded')
  })

  test('that runs, waits or is parked stops at once with stop all', async () => {
    const { client } = await writer('users')
    const runs = await approved('/pg index create users columns=id where=id>6 name=runs_idx')
    await shows(howdah, runs, 'Held up by pid')
    const waits = await approved('/pg index create users columns=id where=id>7 name=waits_idx')
    await shows(howdah, waits, 'Queued.')
    const pending = await howdah.plan('/pg index create users columns=id where=id>8')
    await hear(howdah, 'olga', '/pg freeze shop reason="enough"', 'shop is frozen')
    const heard = listenFor(howdah, 'adam')
    await howdah.say('adam', '/pg stop all')
    expect(await heard('Stopping 2 at their next safe points')).toContain(planIdOf(waits))
    await shows(howdah, runs, 'Stopping at the next safe point.')
    await noLongerRuns(howdah, 'CREATE INDEX%runs_idx%')
    await client.query('commit')
    await expectOutcome(runs, 'cancelled')
    await expectOutcome(waits, 'cancelled')
    expect(await shows(howdah, pending, 'Frozen by olga: enough')).toContain('Waiting for approval')
    await hear(howdah, 'olga', '/pg thaw shop', 'shop is thawed')
    await hear(howdah, 'olga', '/pg stop all', 'Nothing is running.')
  })
})
