/** The end of a window in mid-run, as the inventory says. */
import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { startHowdah } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { expectEndedOnce, invalidIndexes, timesRun } from '#test/support/kills'
import { kindsOf, saidIn } from '#test/support/switching'
import { startClocked } from '#test/support/windows/clocked'
import { deadRows, slowDown } from '#test/support/windows/vacuuming'

const open = new Date('2026-11-28T00:00:00Z')
const closed = new Date('2026-11-28T04:00:00Z')
const openAgain = new Date('2026-11-29T00:00:00Z')
const next = 'Sun 29 Nov 01:00 to 05:00 (Europe/Berlin)'
const over = `Its maintenance window is over; the next is ${next}.`

const howdah = await startHowdah({
  tables: [
    ...['one', 'two', 'three', 'four', 'five', 'six'].flatMap(name => deadRows(name)),
    'create table switched (name text)',
    'grant select on switched to howdah',
    'create table counted (id int primary key, n int not null default 0)',
    'insert into counted select i from generate_series(1, 300) i',
    'create index five_id on five (id)',
    'create index six_id on six (id)',
  ],
  engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
})
await howdah.managed.run('postgres', `alter role app login password 'app'`)
const clock = startClocked(howdah, open)
const weekend = (at_end: string) => ({
  windows: [{ days: ['sat', 'sun'], from: '01:00', to: '05:00', zone: 'Europe/Berlin', at_end }],
})
const holding = clock.house(weekend('hold'))
const finishing = clock.house(weekend('finish'))
const cancelling = clock.house(weekend('cancel'))
const other = clock.house(weekend('hold'))
type House = typeof holding

const clean = async (house: House, tables: string, input: object = {}) => {
  clock.set(open)
  const id = await clock.plan(house, 'table.clean', { tables, ...input })
  return { id, run: await house.approve(id) }
}

/** The seconds from the end of the window until the process lets a run go whose statement was under way. */
const closesIn = async (statement: string, driven: Promise<void>): Promise<number> => {
  await clock.acting(statement)
  const ended = performance.now()
  clock.set(closed)
  await driven
  return (performance.now() - ended) / 1_000
}

/** The window ends, the run has seen that, and the statement goes on. */
const closeMeanwhile = async (): Promise<void> => {
  clock.set(closed)
  await expect.poll(() => clock.looks(), { timeout: 110_000 }).toBeGreaterThan(2)
}

const shown = (change: Change): string => JSON.stringify(change.plan.estimates)

describe('a window that ends in mid-run', () => {
  test('ends the statement of a step that holds, and sends it again in the next, in another process', async () => {
    await slowDown(howdah.managed, true)
    const { id, run } = await clean(holding, 'one,two')
    expect(shown(await clock.read(holding, id))).toContain(
      'at its end a running step halts, what is done is kept, and it goes on in the next',
    )
    expect(await closesIn('VACUUM one', holding.drive(run))).toBeLessThan(30)
    const parked = await clock.read(holding, id)
    expect(parked).toMatchObject({ state: 'parked', outcome: null, run: { waitingFor: over } })
    expect(saidIn(parked)).toMatch(
      /Halted, with everything kept: Its statement was ended( at .*)?\. Its maintenance window is over/,
    )
    await other.drive(run)
    expect((await clock.read(other, id)).run?.waitingFor).toBe(
      `It waits for its maintenance window: ${next}.`,
    )
    expect(timesRun(howdah, 'VACUUM one')).toBe(1)
    await slowDown(howdah.managed, false)
    clock.set(openAgain)
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect([timesRun(howdah, 'VACUUM one'), timesRun(howdah, 'VACUUM two')]).toEqual([2, 1])
    expect(
      kindsOf(await clock.read(other, id)).filter(kind => /held|resumed|done/.test(kind)),
    ).toEqual(['held', 'resumed', 'done', 'done'])
  })

  test('lets a step come to its end where it says so, and holds before the next', async () => {
    const release = await clock.inTheWay('lock three in share mode')
    const { id, run } = await clean(finishing, 'three,four')
    const driven = finishing.drive(run)
    await clock.acting('VACUUM three')
    await closeMeanwhile()
    await release()
    await driven
    const parked = await clock.read(finishing, id)
    expect(parked).toMatchObject({ state: 'parked', run: { waitingFor: over } })
    expect(saidIn(parked)).toContain('1 of 2 steps is done; this one has not begun.')
    expect([timesRun(howdah, 'VACUUM three'), timesRun(howdah, 'VACUUM four')]).toEqual([1, 0])
    clock.set(openAgain)
    await finishing.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect([timesRun(howdah, 'VACUUM three'), timesRun(howdah, 'VACUUM four')]).toEqual([1, 1])
  })

  test('cancels a rebuild, takes back what it left, and begins anew in the next', async () => {
    const release = await clock.inTheWay('select 1')
    clock.set(open)
    const id = await clock.plan(cancelling, 'index.reindex', { index: 'five_id' })
    expect(shown(await clock.read(cancelling, id))).toContain(
      'at its end a running statement is cancelled, what was done is put back, and it begins anew in the next',
    )
    const run = await cancelling.approve(id)
    const statement = 'REINDEX INDEX CONCURRENTLY public.five_id'
    expect(await closesIn(statement, cancelling.drive(run))).toBeLessThan(30)
    const parked = await clock.read(cancelling, id)
    expect(parked).toMatchObject({ state: 'parked', outcome: null, run: { waitingFor: over } })
    expect(saidIn(parked)).toContain(`Parked, with everything as it was before. ${over}`)
    expect(await invalidIndexes(howdah)).toEqual([])
    await release()
    clock.set(openAgain)
    await cancelling.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(timesRun(howdah, statement)).toBe(2)
  })

  test('puts back batches that do not hold, and begins anew in the next', async () => {
    clock.set(open)
    // Ten seconds in all, so that a busy machine closes the window in the middle too.
    const input = { table: 'counted', rows: 30, pause: 1_000, halts: 'park' }
    const id = await clock.plan(cancelling, 'table.count', input)
    const run = await cancelling.approve(id)
    const driven = cancelling.drive(run)
    const counts = () =>
      howdah.managed.query<{ n: number; rows: number }>(
        howdah.database,
        'select n, count(*)::int as rows from counted group by n order by n desc',
      )
    await expect.poll(async () => (await counts())[0]?.n, { timeout: 110_000 }).toBe(1)
    clock.set(closed)
    await driven
    expect(await counts()).toEqual([{ n: 0, rows: 300 }])
    expect(await clock.read(cancelling, id)).toMatchObject({ run: { waitingFor: over } })
    clock.set(openAgain)
    // On a busy machine a connection may fail, and the run is to be driven once more.
    await expect
      .poll(
        async () => {
          await cancelling.drive(run)
          return (await clock.read(cancelling, id)).outcome
        },
        { timeout: 110_000 },
      )
      .toBe('succeeded')
    await expectEndedOnce(howdah.store, id, 'succeeded')
    expect(await counts()).toEqual([{ n: 1, rows: 300 }])
  })

  test('finishes a rebuild where nothing says that it is cancelled', async () => {
    const release = await clock.inTheWay('select 1')
    clock.set(open)
    const id = await clock.plan(holding, 'index.reindex', { index: 'six_id' })
    const driven = holding.drive(await holding.approve(id))
    await clock.acting('REINDEX INDEX CONCURRENTLY public.six_id')
    await closeMeanwhile()
    await release()
    await driven
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })

  test('puts back nothing that it cannot see, and so waits for its end', async () => {
    const release = await clock.inTheWay('lock one in share mode')
    const { id, run } = await clean(cancelling, 'one', { halts: 'park' })
    const driven = cancelling.drive(run)
    await clock.acting('VACUUM one')
    await closeMeanwhile()
    await release()
    await driven
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })

  test('leaves what is done to a person who stops the run before the next', async () => {
    await clock.inTheWay('lock two in share mode')
    const { id, run } = await clean(holding, 'two')
    await closesIn('VACUUM two', holding.drive(run))
    await holding.engine.cancel(person('olga'), id)
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'cancelled')
    expect((await clock.read(other, id)).ending).toMatch(
      /^olga stopped it\. Its statement was ended( at .*)?\. What it did by then stays\.$/,
    )
    await slowDown(howdah.managed, false)
  })

  test('is shown with what waits, and with what ran', async () => {
    clock.set(openAgain)
    expect(await holding.say('window show cluster=shop')).toMatchObject({
      title: 'A window of shop is open now, until Sun 29 Nov 05:00 (Europe/Berlin).',
      table: { columns: ['Window', 'Plan', 'What', 'How it went', 'Overrun'] },
    })
  })

  test('ends with the statement that a person holds, too', async () => {
    const release = await clock.inTheWay('lock four in share mode')
    const { id, run } = await clean(holding, 'four')
    const driven = holding.drive(run)
    await clock.acting('VACUUM four')
    await holding.say(`run hold ${id}`)
    await driven
    expect((await clock.read(holding, id)).run?.waitingFor).toBe(
      `olga holds it. To let it go on, say \`run resume ${id}\`.`,
    )
    await release()
    expect(await holding.say(`run resume ${id}`)).toMatchObject({ kind: 'answer' })
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })

  test('ends for a plan that claims the cluster as well, and goes on after it', async () => {
    const release = await clock.inTheWay('lock three in share mode')
    const { id, run } = await clean(holding, 'three')
    const driven = holding.drive(run)
    await clock.acting('VACUUM three')
    const change = await clock.plan(other, 'cluster.switch', { name: 'over' })
    const switching = await other.approve(change)
    await other.drive(switching)
    await driven
    expect((await clock.read(holding, id)).run?.waitingFor).toContain(
      `It was interrupted by ${change}`,
    )
    await release()
    const ended = async () => {
      await other.drive(switching)
      return (await clock.read(other, change)).outcome
    }
    await expect.poll(ended, { timeout: 110_000 }).toBe('succeeded')
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })

  test('is over between two looks of a run that has not sent anything', async () => {
    const { id, run } = await clean(holding, 'four')
    // A process looks for the window first, then at the plan, then before the step.
    let looked = 0
    const late = clock.houseAt(weekend('hold'), () => {
      looked += 1
      return looked > 1 ? closed : open
    })
    const times = timesRun(howdah, 'VACUUM four')
    await late.drive(run)
    expect(await clock.read(late, id)).toMatchObject({ state: 'parked', run: { waitingFor: over } })
    expect(saidIn(await clock.read(late, id))).toContain('Nothing has begun.')
    expect(timesRun(howdah, 'VACUUM four')).toBe(times)
    clock.set(openAgain)
    await other.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })
})
