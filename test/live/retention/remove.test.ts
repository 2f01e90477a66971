/** Old rows are removed after their time, and no other rows with the login of the bot. */
import { describe, expect, test } from 'vitest'
import { requestUndo } from '#engine/ask/request-undo'
import { sweepOld } from '#engine/retention/sweep-old'
import type { RetentionConfig } from '#model/configuration'
import { removeOld } from '#store/retention/remove-old'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
const house = openInProcess(howdah)
const retention: RetentionConfig = {
  runs: 400,
  slots: 400,
  details: 30,
  reports: 100,
  record: 1_100,
}
const parts = { ...house.parts, config: { ...house.parts.config, retention } }

const count = async (table: string, where = 'true'): Promise<number> => {
  const [row] = await howdah.control.query<{ count: string }>(
    'howdah',
    `select count(*) from howdah.${table} where ${where}`,
  )
  return Number(row?.count)
}

/** As time does: without triggers. */
const ages = (...statements: readonly string[]): Promise<void> =>
  howdah.control.run(
    'howdah',
    `set session_replication_role = 'replica'; ${statements.join('; ')}; set session_replication_role = 'origin'`,
  )

const planAges = (id: string, days: number): Promise<void> =>
  ages(
    `update howdah.plan set created_at = created_at - interval '${days} days',
       ended_at = ended_at - interval '${days} days' where id = '${id}'`,
    `update howdah.run set created_at = created_at - interval '${days} days',
       ended_at = ended_at - interval '${days} days' where plan_id = '${id}'`,
    `update howdah.watch set settled_at = now() where run_id in (select id from howdah.run where plan_id = '${id}')`,
  )

let made = 0
/** Each plan is for an index of the plan's own. */
const planned = async (name: string): Promise<string> => {
  made += 1
  const reply = await house.say(`index create table=users columns=id where=id>${made} name=${name}`)
  if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
  return reply.change.plan.id
}

const done = async (name: string): Promise<{ plan: string; run: string }> => {
  const plan = await planned(name)
  const run = await house.approve(plan)
  await house.drive(run)
  return { plan, run }
}

/** A pass on a further day each time: there is a pass a day. */
let day = 0
const pass = (): Promise<boolean> => {
  day += 1
  return sweepOld(parts, new Date(Date.now() + day * 86_400_000))
}

const newestRemoval = async (): Promise<Record<string, unknown> | undefined> => {
  const [entry] = (await house.engine.audit.latest(1, 'retention.removed')).lines
  return entry && (JSON.parse(entry.body) as { detail: Record<string, unknown> }).detail
}

const about = (id: string, run: string) => ({
  plan: count('plan', `id = '${id}'`),
  run: count('run', `id = '${run}'`),
  journal: count('journal', `run_id = '${run}'`),
  approval: count('approval', `plan_id = '${id}'`),
})

const resolved = async (of: ReturnType<typeof about>): Promise<Record<string, number>> =>
  Object.fromEntries(await Promise.all(Object.entries(of).map(async ([k, v]) => [k, await v])))

describe('the retention', () => {
  test('removes a plan after its time with all that belongs to it, and records that once', async () => {
    const old = await done('old_idx')
    const young = await done('young_idx')
    await planAges(old.plan, 401)
    await planAges(young.plan, 399)
    expect(await pass()).toBe(true)
    expect(await resolved(about(old.plan, old.run))).toEqual({
      plan: 0,
      run: 0,
      journal: 0,
      approval: 0,
    })
    const left = await resolved(about(young.plan, young.run))
    expect(left).toMatchObject({ plan: 1, run: 1, approval: 1 })
    expect(left['journal']).toBeGreaterThan(2)
    expect(await newestRemoval()).toMatchObject({
      title: 'past their time and removed: 1 plan',
      rows: { plan: 1 },
      days: retention,
    })
    const told = await count('audit', `body like '%retention.removed%'`)
    await pass()
    expect(await count('audit', `body like '%retention.removed%'`)).toBe(told)
    expect((await house.engine.audit.verify()).sentence).toContain('The record holds')
  })

  test('has one pass a day, whichever process asks', async () => {
    const now = new Date(Date.now() + 500 * 86_400_000)
    const passes = await Promise.all([1, 2, 3].map(() => sweepOld(parts, now)))
    expect(passes.filter(Boolean)).toHaveLength(1)
    expect(await sweepOld(parts, now)).toBe(false)
  })

  test('keeps what is open, whose undo is kept, or that waits for a review, however old', async () => {
    const open = await planned('open_idx')
    await ages(
      `update howdah.plan set created_at = now() - interval '2 years' where id = '${open}'`,
    )
    const undone = await done('undone_idx')
    const undo = await requestUndo(house.parts, {
      person: person('olga'),
      id: undone.plan,
      via: 'slack',
    })
    expect(undo.kind).toBe('proposed')
    const reviewed = await planned('glass_idx')
    await house.engine.breakGlass(person('adam'), reviewed, 'nobody else is awake')
    const glass = (await house.engine.findChange(reviewed))?.run?.id ?? ''
    await house.drive(glass)
    await planAges(undone.plan, 500)
    await planAges(reviewed, 500)
    await pass()
    expect(await count('plan', `id in ('${open}', '${undone.plan}', '${reviewed}')`)).toBe(3)
    await house.engine.review(person('dana'), reviewed, 'it was right')
    await pass()
    expect(await count('plan', `id = '${reviewed}'`)).toBe(0)
  })

  test('removes readings and all but the last checkpoint of a run that is over', async () => {
    const { plan, run } = await done('read_idx')
    await ages(
      `insert into howdah.reading (plan_id, moment, body, at, signature)
         select '${plan}', 'since', '{}', now() - interval '40 days', 'r' || i from generate_series(1, 12) i`,
      `insert into howdah.checkpoint (run_id, step, way, round, seq, token, body, at, signature)
         select '${run}', 0, 'forward', 0, i, 1, '{}', now() - interval '40 days', 'c' || i from generate_series(1, 9) i`,
      `insert into howdah.checkpoint (run_id, step, way, round, seq, token, body, at, signature)
         values ('${run}', 0, 'forward', 0, 99, 1, '{}', now(), 'after the end')`,
    )
    await pass()
    expect(await count('reading', `plan_id = '${plan}'`)).toBe(12)
    await planAges(plan, 35)
    // As left by a process that is killed between two batches; the removed rows are told all the same.
    expect(await removeOld(house.parts.store, 'readings', 30, 5)).toBe(5)
    await pass()
    expect(await count('reading', `plan_id = '${plan}'`)).toBe(0)
    const left = await howdah.control.query<{ seq: number }>(
      'howdah',
      `select seq from howdah.checkpoint where run_id = '${run}' order by seq`,
    )
    // A row written after the end is no reason to remove the last row of the run.
    expect(left.map(({ seq }) => seq)).toEqual([9, 99])
    expect((await newestRemoval())?.['rows']).toMatchObject({ reading: 12, checkpoint: 8 })
  })

  test('keeps the newest slot of a schedule, however old: a yearly one has no other', async () => {
    const old = (schedule: string, days: number) =>
      `('${schedule}', date_trunc('milliseconds', now() - interval '${days} days'), 'bot', now(),
        now() - interval '${days} days', '{}', 'x', now() - interval '${days} days', now() - interval '${days} days')`
    await ages(
      `insert into howdah.slot (schedule_id, at, holder, held_until, taken_at, body, signature, ended_at, told_at)
       values ${old('yearly', 900)}, ${old('yearly', 535)}, ${old('daily', 500)}, ${old('daily', 1)}`,
    )
    await pass()
    const left = `schedule_id in ('yearly', 'daily')`
    expect(await count('slot', left)).toBe(2)
    expect(await count('slot', `${left} and at < now() - interval '510 days'`)).toBe(1)
  })

  test('removes keys of reports and buttons of commands, and not since when there are digests', async () => {
    await ages(
      `insert into howdah.report (key, at, ts) values ('digest shop', now() - interval '900 days', ''),
         ('digest shop 2020-01-01', now() - interval '900 days', '1.2'), ('never posted', now() - interval '900 days', null)`,
      `insert into howdah.button (id, verb, command, rendering, created_at)
         values ('b-old', 'command', 'status', 'b-old', now() - interval '401 days'),
           ('b-new', 'command', 'status', 'b-new', now() - interval '399 days')`,
    )
    await pass()
    expect(await count('report', `at < now() - interval '800 days'`)).toBe(1)
    expect(await count('button', `id in ('b-old', 'b-new')`)).toBe(1)
  })
})

describe("the bot's own login", () => {
  const stolen = howdah.store

  test.each([
    'select howdah.remove_plans(89, 10)',
    'select howdah.remove_plans(null, 10)',
    'select howdah.remove_plans(-1, 10)',
    'select howdah.remove_readings(6, 10)',
    'select howdah.remove_checkpoints(0, 10)',
    'select howdah.remove_reports(29, 10)',
    'select howdah.remove_buttons(89, 10)',
    'select howdah.remove_slots(1, 10)',
    `select howdah.note_removal('plan', 5)`,
    'insert into howdah.removal (what, rows) values (1, 1)',
    'delete from howdah.removal',
    'delete from howdah.plan',
    'delete from howdah.run',
    'delete from howdah.journal',
    'delete from howdah.report',
  ])('may not: %s', async statement => {
    await expect(stolen.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  test('removes nothing by naming the table itself', async () => {
    await stolen.query(`select set_config('howdah.removing', 'journal', false)`)
    await expect(stolen.query('delete from howdah.journal')).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('cannot date the end of what is open back, to have it removed', async () => {
    const plan = await planned('dated_idx')
    await stolen.query(
      `update howdah.plan set state = null, outcome = 'cancelled', ended_at = '2001-01-01' where id = $1`,
      [plan],
    )
    await ages(
      `update howdah.plan set created_at = now() - interval '2 years' where id = '${plan}'`,
    )
    await stolen.query('select howdah.remove_plans(90, 1000)')
    expect(await count('plan', `id = '${plan}'`)).toBe(1)
  })
})

describe('each table that refers to a plan or a run', () => {
  test('goes with its plan', async () => {
    const referring = await howdah.control.query<{ name: string }>(
      'howdah',
      `select distinct c.conrelid::regclass::text as name from pg_constraint c
       where c.contype = 'f' and c.confrelid in ('howdah.plan'::regclass, 'howdah.run'::regclass)`,
    )
    const [source] = await howdah.control.query<{ text: string }>(
      'howdah',
      `select prosrc as text from pg_proc where oid = 'howdah.remove_plans'::regproc`,
    )
    for (const { name } of referring)
      expect(source?.text, name).toContain(`'${name.replace('howdah.', '')}'`)
    expect(referring.length).toBeGreaterThan(10)
  })
})
