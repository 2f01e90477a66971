/** Whatever the login of the control database writes into writable rows, the rest is shown and goes on. */
import { describe, expect, test } from 'vitest'
import { openStore } from '#store/store'
import { startForging } from '#test/support/forging'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { outcomeOf } from '#test/support/kills'
import { testSigner } from '#test/support/signing'

const { howdah, stolen, planned } = await startForging()
const house = openInProcess(howdah)

const done = async () => {
  const { message, id } = await planned()
  for (const who of ['adam', 'dana'] as const) await howdah.click(who, message, 'approve')
  expect(await outcomeOf(howdah, message)).toBe('succeeded')
  const [run] = await stolen.query<{ id: string }>('select id from howdah.run where plan_id = $1', [
    id,
  ])
  return { id, run: run?.id ?? '' }
}

describe('a plan by hand', () => {
  test('is shown without a word of its body, and hides no other plan', async () => {
    const { message, id } = await planned()
    const bodies = {
      empty: {},
      old: { format: 2, steps: [{}], target: null },
      strange: {
        format: 3,
        steps: [{ action: { kind: 'nobody knows' } }],
        estimates: [{ label: 5 }],
      },
      told: { format: 3, steps: [], notes: [], estimates: [], headline: 'Run this by hand' },
    }
    for (const [name, body] of Object.entries(bodies))
      await stolen.query(
        `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at)
         values ($1, 'c-byhand', 'shop', $2, 'x', 'T_LOCAL/U_OLGA', 'pending', '{"via": "slack", "channel": "C_REPORTS"}',
           clock_timestamp() + interval '1 h')`,
        [`p-${name}`, JSON.stringify(body)],
      )
    expect(JSON.stringify(await house.say('run list'))).toContain(id)
    expect(await house.edge.home(person('adam'))).toMatchObject({ kind: 'home' })
    for (const name of Object.keys(bodies)) {
      const shown = await howdah.message(one => wordsOf(one).includes(`\`p-${name}\``), name)
      expect(wordsOf(shown)).toContain('A plan that Howdah did not write')
      expect(wordsOf(shown)).not.toContain('Run this by hand')
      await howdah.click('olga', shown, 'withdraw')
    }
    await howdah.click('olga', message, 'withdraw')
  }, 300_000)
})

describe('plans by hand', () => {
  test('push none of Howdah’s off a list, say nothing of an index, and break no history', async () => {
    const { id } = await done()
    const built = await house.engine.indexesBuilt('shop', howdah.database)
    expect(built.size).toBeGreaterThan(0)
    const steps = [{ effects: [{ kind: 'index', change: 'create', object: 'public.byhand' }] }]
    for (const body of [{ steps: 5 }, { steps: [{ effects: 'x' }] }, [], { steps }])
      await stolen.query(
        `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, origin, expires_at)
         select 'p-' || substr(md5($1 || i), 1, 8), 'c-byhand', 'shop', $1::jsonb, 'x', 'T_LOCAL/U_OLGA', 'pending', '{}',
           clock_timestamp() + interval '1 h' from generate_series(1, 4) i`,
        [JSON.stringify(Array.isArray(body) ? body : { database: howdah.database, ...body })],
      )
    await stolen.query(
      `insert into howdah.run (id, plan_id) select 'r-' || substr(id, 3), id from howdah.plan where body @> $1`,
      [JSON.stringify({ steps })],
    )
    await stolen.query(
      `insert into howdah.journal (run_id, seq, token, kind, step)
       select run.id, coalesce((select max(seq) from howdah.journal where run_id = run.id), 0) + 1, 0, 'done', 0
       from howdah.run join howdah.plan on plan.id = plan_id where body @> $1`,
      [JSON.stringify({ steps })],
    )
    const recent = await house.engine.recentChanges(10)
    expect(recent.map(({ plan }) => plan.id)).toContain(id)
    expect(await house.engine.indexesBuilt('shop', howdah.database)).toEqual(built)
    expect(await house.engine.settingChanges('shop', 'work_mem', 10)).toEqual([])
    await stolen.query(
      `update howdah.plan set state = null, outcome = 'cancelled', ended_at = clock_timestamp() where change = 'c-byhand' and outcome is null`,
    )
  }, 300_000)
})

describe('a counter', () => {
  test('is never brought to its end', async () => {
    const { id } = await planned()
    await stolen.query('insert into howdah.run (id, plan_id) values ($1, $2)', ['r-byhand1', id])
    for (const change of [
      `update howdah.plan set revision = 9223372036854775807 where id = '${id}'`,
      `update howdah.run set token = 9223372036854775807 where plan_id = '${id}'`,
      `update howdah.run set attempts = 2147483647 where plan_id = '${id}'`,
      `insert into howdah.journal (run_id, seq, token, kind) values ('r-byhand1', 2147483647, 0, 'note')`,
    ])
      await expect(stolen.query(change), change).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a row by hand', () => {
  test('is never so long that reading it ends a process', async () => {
    const { id } = await planned()
    for (const [text, values] of [
      [
        `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, expires_at)
         select 'p-bulk', 'c', 'shop', to_jsonb(repeat('x', 9000000)), 'x', 'x', 'pending', expires_at from howdah.plan where id = $1`,
        [id],
      ],
      [
        `insert into howdah.approval (plan_id, person, name, decision, fingerprint, via)
         values ($1, 'x', repeat('x', 9000000), 'approve', 'x', 'x')`,
        [id],
      ],
      [`update howdah.plan set ending = repeat('x', 9000000) where id = $1`, [id]],
      [`insert into howdah.report (key) values (repeat(md5($1), 300000))`, [id]],
      [
        `insert into howdah.schedule (id, revision, body, person, name, signature)
         values ('bulk', 1, to_jsonb(repeat('x', 9000000)), $1, 'x', 'x')`,
        [id],
      ],
    ] as const)
      await expect(stolen.query(text, values), text).rejects.toThrow('longer than any of Howdah')
  })

  test('has such bounds in every table that the login may write, and a calendar for every time', async () => {
    const unbounded = await howdah.control.query(
      'howdah',
      `select c.oid::regclass::text as place from pg_class c
       where c.relkind = 'r' and c.relnamespace in ('howdah'::regnamespace, 'agenda'::regnamespace)
         and (has_any_column_privilege('howdah', c.oid, 'insert') or has_any_column_privilege('howdah', c.oid, 'update'))
         and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'howdah.refuse_bulk'::regproc)`,
    )
    expect(unbounded).toEqual([])
    const timeless = await howdah.control.query(
      'howdah',
      `select a.attrelid::regclass::text as place, a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind = 'r' and c.relnamespace in ('howdah'::regnamespace, 'agenda'::regnamespace)
         and a.atttypid = 'timestamptz'::regtype
         and (has_column_privilege('howdah', c.oid, a.attnum, 'insert') or has_column_privilege('howdah', c.oid, a.attnum, 'update'))
         and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
           and a.attnum = any (k.conkey) and pg_get_constraintdef(k.oid) like '%2200-01-01%')`,
    )
    expect(timeless).toEqual([])
  })
})

describe('a time', () => {
  test('of an end is the one of the database, whatever somebody writes', async () => {
    for (const time of ['infinity', '294000-01-01', '4000-01-01 BC', '2001-01-01']) {
      const { id } = await planned()
      const [row] = await stolen.query<{ late: number }>(
        `update howdah.plan set state = null, outcome = 'expired', ended_at = $2 where id = $1
         returning abs(extract(epoch from clock_timestamp() - ended_at))::float8 as late`,
        [id, time],
      )
      expect(row?.late, time).toBeLessThan(60)
    }
  })

  test('that no calendar has is refused', async () => {
    for (const time of ['infinity', '294000-01-01', '4000-01-01 BC'])
      await expect(
        stolen.query(
          `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, expires_at)
           values ('p-byhand9', 'c', 'shop', '{}', 'f', 'x', 'pending', $1)`,
          [time],
        ),
      ).rejects.toMatchObject({ code: '23514' })
  })

  test('in the far future puts off no run', async () => {
    const { message, id } = await planned()
    await howdah.click('adam', message, 'approve')
    await hear(howdah, 'adam', '/pg freeze shop reason=look', 'is frozen')
    await howdah.click('dana', message, 'approve')
    const waits = async () =>
      (
        await stolen.query<{ waits: boolean }>(
          'select waiting_for is not null as waits from howdah.run where plan_id = $1',
          [id],
        )
      )[0]?.waits
    await expect.poll(waits, { timeout: 110_000 }).toBe(true)
    await stolen.query(
      `update howdah.run set wake_at = '2199-01-01', held_until = '2199-01-01' where plan_id = $1`,
      [id],
    )
    await hear(howdah, 'adam', '/pg thaw shop', 'is thawed')
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
  }, 300_000)
})

test('a place by hand has no other message of Howdah’s written over', async () => {
  const [one, other] = [await planned(), await planned()]
  const placeOf = async (id: string) =>
    (
      await stolen.query<{ channel: string; ts: string }>(
        `select channel, ts from howdah.message where plan_id = $1 and part = 'parent' and not behind`,
        [id],
      )
    )[0]
  const settled = async (id: string) => {
    const known = { ts: expect.any(String) as unknown }
    await expect.poll(() => placeOf(id), { timeout: 110_000 }).toMatchObject(known)
    return placeOf(id)
  }
  const [before, there] = [await settled(one.id), await settled(other.id)]
  await stolen.query(
    `update howdah.message set channel = $2, ts = $3, revision = 0 where plan_id = $1 and part = 'parent'`,
    [one.id, there?.channel, there?.ts],
  )
  await expect.poll(() => placeOf(one.id), { timeout: 110_000 }).toEqual(before)
  const now = await howdah.message(({ ts }) => ts === other.message.ts)
  expect(wordsOf(now)).toContain(other.id)
  expect(wordsOf(now)).not.toContain(one.id)
})

test('figures of an effect by hand count for nothing, and hide no plan', async () => {
  const { id } = await done()
  for (const moment of ['planned', 'before', 'after', 'later'])
    await stolen.query(
      'insert into howdah.measurement (plan_id, moment, body) values ($1, $2, $3) on conflict do nothing',
      [id, moment, '{"nodes": {"shop-1": {"1": null}}}'],
    )
  expect(JSON.stringify(await house.say('run list'))).toContain(id)
  expect((await house.engine.findChange(id))?.measured).toBeNull()
})

test('a setting of the login lets no commit be lost', async () => {
  await stolen.query('alter role howdah set synchronous_commit = off')
  const store = openStore(howdah.env['DATABASE_URL'] ?? '', 'look', testSigner)
  const [row] = await store.query<{ kept: string }>(
    `select current_setting('synchronous_commit') as kept`,
  )
  await store.close()
  await stolen.query('alter role howdah reset synchronous_commit')
  expect(row?.kept).toBe('on')
})
