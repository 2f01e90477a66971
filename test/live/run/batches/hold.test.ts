/** A step that holds keeps the done part when the step has to make way, and goes on from there, also in a different process. */
import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { startCounting } from '#test/support/batches/counted'
import { countRows } from '#test/support/batches/counting'
import { openInProcess, person } from '#test/support/in-process'
import { expectEndedOnce } from '#test/support/kills'
import { kindsOf, saidIn } from '#test/support/switching'
import { switchCluster } from '#test/support/topology'

const closed = new Date('2026-11-25T12:00:00Z')
const open = new Date('2026-11-28T00:00:00Z')
const next = 'Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'
let now = open
const clock = () => Promise.resolve(now)

const { howdah, house, count, table, counts, read, when, propose } = await startCounting(
  {
    cluster: {
      windows: [{ days: ['sat', 'sun'], from: '01:00', to: '05:00', zone: 'Europe/Berlin' }],
    },
  },
  clock,
)
const other = openInProcess(howdah, {
  holder: 'other',
  playbooks: [countRows, switchCluster],
  now: clock,
})

const rows = 300
let made = 0
/** A run that has done some batches, and is under way in this process. */
const begun = async (input: Readonly<Record<string, unknown>> = {}) => {
  made += 1
  const name = `held_${made}`
  now = open
  await table(name, 'id bigint primary key', 'i', rows)
  const { id, run } = await count(name, { rows: 10, pause: 100, ...input })
  const driven = house.drive(run)
  await expect
    .poll(async () => (await counts(name)).find(({ n }) => n === 1)?.rows ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(0)
  return { id, run, name, driven }
}

const partly = async (name: string): Promise<number> => {
  const [none, once, ...more] = await counts(name)
  expect(more).toEqual([])
  expect((none?.rows ?? 0) + (once?.rows ?? 0)).toBe(rows)
  expect([none?.n, once?.n]).toEqual([0, 1])
  return once?.rows ?? 0
}

const held = ({ journal }: Change) => journal.findLast(({ kind }) => kind === 'held')?.detail

describe('batches that hold', () => {
  test('keep what is done when their window is over, and go on in the next, in another process', async () => {
    const { id, run, name, driven } = await begun()
    now = closed
    await driven
    const parked = await read(id)
    expect(parked).toMatchObject({ state: 'parked', outcome: null })
    const done = await partly(name)
    expect(held(parked)).toMatchObject({ rows: done })
    expect(parked.run?.waitingFor).toBe(`Its maintenance window is over; the next is ${next}.`)
    expect(saidIn(parked)).toContain(`Halted, with everything kept: ${done} rows were done`)
    expect(await howdah.store.query('select from howdah.claim where run_id = $1', [run])).toEqual(
      [],
    )
    await other.drive(run)
    expect((await read(id)).run?.waitingFor).toBe(`It waits for its maintenance window: ${next}.`)
    expect(await partly(name)).toBe(done)
    now = open
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
    expect(kindsOf(await read(id)).filter(kind => /held|resumed|done/.test(kind))).toEqual([
      'held',
      'resumed',
      'done',
    ])
  })

  test('end as cancelled when they are stopped while they wait for their window', async () => {
    const { id, run, name, driven } = await begun()
    now = closed
    await driven
    const done = await partly(name)
    await house.engine.cancel(person('olga'), id)
    await other.drive(run)
    const { ending, undoable } = await read(id)
    await expectEndedOnce(howdah.store, id, 'cancelled')
    expect(ending).toContain(`olga stopped it. ${done} rows were done in ${done / 10} batch`)
    expect(ending).toContain(`What comes after id ${done}, up to ${rows}, is left.`)
    expect(undoable).toBe(true)
    now = open
    const undo = await propose('table.count', { table: name }, run)
    await other.drive(await house.approve(undo))
    await expectEndedOnce(howdah.store, undo, 'succeeded')
    expect(await counts(name)).toEqual([{ n: 0, rows }])
  })

  test('stop at once when a person stops them under way', async () => {
    const { id, name, driven } = await begun({ pause: 5_000 })
    await house.engine.cancel(person('olga'), id)
    await driven
    const { ending, outcome } = await read(id)
    expect(outcome).toBe('cancelled')
    expect(ending).toContain(`${await partly(name)} rows were done`)
    expect(ending).toContain(`Undo takes it back: Take one from each row of public.${name}.`)
  })

  test('are held and let go on by a person, also over a freeze', async () => {
    const { id, run, name, driven } = await begun()
    expect(await house.say(`run hold ${id}`)).toMatchObject({
      title: expect.stringContaining(`${id} halts after its present batch`),
    })
    await driven
    const done = await partly(name)
    const waits = `olga holds it. To let it go on, say \`run resume ${id}\`.`
    expect(await read(id)).toMatchObject({ state: 'parked', run: { waitingFor: waits } })
    await other.drive(run)
    expect(await partly(name)).toBe(done)
    await house.say(`run resume ${id}`)
    await house.engine.freeze(person('olga'), 'shop', 'sale')
    await other.drive(run)
    expect((await read(id)).run?.waitingFor).toContain('It waits for the freeze by olga: sale.')
    expect(await partly(name)).toBe(done)
    await house.engine.thaw(person('olga'), 'shop')
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
    const steered = await howdah.store.query<{ hold: boolean }>(
      `select (body::json -> 'detail' ->> 'hold')::boolean as hold from howdah.audit
       where body::json ->> 'kind' = 'run.steered' and body::json -> 'subject' ->> 'plan' = $1 order by seq`,
      [id],
    )
    expect(steered).toEqual([{ hold: true }, { hold: false }])
  })

  test('take another pace within what was approved, and no other', async () => {
    const { id, name, driven } = await begun({ pause: 2_000 })
    const said = async (text: string) => JSON.stringify(await house.say(text))
    expect(await said(`run pace ${id} rows=20000`)).toContain(
      'Choose within what was approved: 10 to 10000 rows in a batch, 0 to 10000 ms between two.',
    )
    expect(await said(`run pace ${id} rows=100 pause=0`)).toContain(
      `${id} has another pace from its next batch on: up to 100 rows in a batch, no rest between two.`,
    )
    await driven
    expect((await read(id)).outcome).toBe('succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
    // Of two seconds after each batch; a busy machine makes the batches small again.
    const [kept] = await howdah.store.query<{ pieces: number; seconds: number }>(
      `select (body -> 'done' ->> 'pieces')::int as pieces,
         (select extract(epoch from max(at) - min(at))::float8 from howdah.journal j where j.run_id = run.id) as seconds
       from howdah.checkpoint c join howdah.run on run.id = run_id where plan_id = $1 order by seq desc limit 1`,
      [id],
    )
    expect(kept?.seconds).toBeLessThan(2 * (kept?.pieces ?? 0))
    expect(await said(`run pace ${id} rows=10`)).toContain(`${id} is over`)
    expect(await said(`run hold ${id}`)).toContain(`${id} is over`)
  })

  test('make way for a plan that claims the cluster, and go on after it', async () => {
    const { id, run, name, driven } = await begun()
    const change = await propose('cluster.switch', { name: 'over' })
    const switching = await house.approve(change)
    await other.drive(switching)
    await driven
    const done = await partly(name)
    const parked = await when(id, ({ state }) => state === 'parked')
    expect(parked.run?.waitingFor).toContain(`It was interrupted by ${change}`)
    expect(held(parked)).toMatchObject({ by: change, rows: done })
    await expect
      .poll(
        async () => {
          await other.drive(switching)
          return (await read(change)).outcome
        },
        { timeout: 110_000 },
      )
      .toBe('succeeded')
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
  })

  test('that park are put back instead, and begin anew', async () => {
    const { id, run, name, driven } = await begun({ halts: 'park' })
    expect(JSON.stringify(await house.say(`run hold ${id}`))).toContain(
      `${id} cannot be held: it would be put back.`,
    )
    const change = await propose('cluster.switch', { name: 'park' })
    const switching = await house.approve(change)
    await other.drive(switching)
    await driven
    expect(saidIn(await read(id))).toContain('Parked, with everything as it was before')
    expect(await counts(name)).toEqual([{ n: 0, rows }])
    await expect
      .poll(
        async () => {
          await other.drive(switching)
          return (await read(change)).outcome
        },
        { timeout: 110_000 },
      )
      .toBe('succeeded')
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
  })

  test('heed no hold and no checkpoint that somebody else wrote', async () => {
    const { id, run, name, driven } = await begun()
    await howdah.store.query(
      `insert into howdah.steering (run_id, person, name, body, signature) values ($1, 'x', 'x', $2, 'forged')`,
      [run, JSON.stringify({ hold: true, rows: null, pauseMs: null })],
    )
    await howdah.store.query(
      `insert into howdah.checkpoint (run_id, step, way, round, seq, token, body, signature)
       select run_id, step, way, round, seq + n, token, body || '{"finished": true}', 'forged ' || n
       from (select * from howdah.checkpoint where run_id = $1 order by seq desc limit 1) newest, generate_series(1, 500) n
       on conflict do nothing`,
      [run],
    )
    now = closed
    await driven
    now = open
    await other.drive(run)
    expect((await read(id)).outcome).toBe('succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows }])
  })
})
