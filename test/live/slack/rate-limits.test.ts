/** With Slack's real limits: many runs at once, a run that only waits, a channel that is gone. */
import { describe, expect, test } from 'vitest'
import { slackLimits } from '#local/slack/options'
import type { InspectorEntry } from '#local/slack/page-protocol'
import { shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const tables = ['one', 'two', 'three']
const howdah = await startHowdah({
  slackLimits,
  tables: [
    'create function slowly(int) returns int immutable language plpgsql as $$ begin perform pg_sleep(0.01); return $1; end $$',
    ...tables.flatMap(table => [
      `create table ${table} (id int)`,
      `insert into ${table} select generate_series(1, 1000)`,
    ]),
    'create table held (id int)',
  ],
})
const { slack } = howdah
const calls: InspectorEntry[] = []
slack.on(change => {
  if (change.kind === 'inspector' && change.entry.kind === 'api' && change.entry.ms !== null)
    calls.push(change.entry)
})
await howdah.start()

const edits = () => calls.filter(one => one.title === 'chat.update')
const limited = () => calls.filter(one => JSON.stringify(one.detail).includes('ratelimited'))

describe('three builds at once', () => {
  test('never meet Slack’s limits, and change direct messages only with their state', async () => {
    const plans = []
    for (const table of tables)
      plans.push(await howdah.plan(`/pg index create ${table} columns=slowly(id)`))
    const before = edits().length
    for (const plan of plans) await howdah.click('adam', plan, 'approve')
    for (const { ts } of plans)
      await slack.waitFor(
        ({ messages }) => messages.find(one => one.ts === ts && wordsOf(one).includes('Done.')),
        { timeoutMs: 110_000, what: 'the end of a build' },
      )
    expect(limited()).toEqual([])
    const during = edits().slice(before)
    const direct = during.filter(one => JSON.stringify(one.detail).includes('"channel":"D'))
    const inChannel = during.length - direct.length
    expect(inChannel).toBeGreaterThan(10)
    // Two approvers each: approved, running, done, measured.
    expect(direct.length).toBeLessThanOrEqual(3 * 2 * 6)
  })
})

describe('a run that only waits', () => {
  test('has no revision without something to see', async () => {
    const holder = await howdah.managed.connect(howdah.database)
    await holder.query('begin')
    await holder.query('set role app')
    await holder.query('insert into held values (1)')
    const plan = await howdah.plan('/pg index create held columns=id')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by')
    const now = async () => {
      const [row] = await howdah.store.query<{ revision: string; until: number }>(
        `select revision, extract(epoch from held_until)::float as until
         from howdah.plan p join howdah.run r on r.plan_id = p.id where p.id = $1`,
        [planIdOf(plan)],
      )
      return { revision: Number(row?.revision), until: row?.until ?? 0 }
    }
    const before = await now()
    await expect
      .poll(async () => (await now()).until - before.until, { timeout: 110_000 })
      .toBeGreaterThan(8)
    expect((await now()).revision - before.revision).toBeLessThanOrEqual(1)
    await holder.query('rollback')
    await holder.end()
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  })
})

describe('a hundred messages that Slack does not take', () => {
  test('keep no other one waiting', async () => {
    const [known] = await howdah.store.query<{ id: string }>('select id from howdah.plan limit 1')
    await howdah.control.run(
      'howdah',
      `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, outcome, origin, created_at, expires_at)
         select 'p-gone' || n, change, cluster, jsonb_set(body, '{id}', to_jsonb('p-gone' || n)), fingerprint, requester, 'expired', origin, created_at - interval '1 hour', expires_at
         from howdah.plan, generate_series(100, 230) n where id = '${known?.id}'`,
      `insert into howdah.message (plan_id, part, channel)
         select id, 'parent', 'C_GONE' from howdah.plan where id like 'p-gone%'`,
    )
    await expect
      .poll(() => calls.filter(one => JSON.stringify(one.detail).includes('C_GONE')).length, {
        timeout: 110_000,
      })
      .toBeGreaterThan(3)
    const plan = await howdah.plan('/pg index create held columns=id where=id>1 name=other_idx')
    await howdah.click('olga', plan, 'withdraw')
    expect(await shows(howdah, plan, 'Cancelled.')).toContain('Nothing was done.')
  })
})
