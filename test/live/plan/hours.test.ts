/** When a run may begin: by the database's clock, past no last start, in no blackout, and where there is room. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { expectEndedOnce, timesRun } from '#test/support/kills'
import { startClocked } from '#test/support/windows/clocked'
import { deadRows } from '#test/support/windows/vacuuming'
import { withCluster } from '#test/support/windows/with-windows'

const howdah = await startHowdah({
  tables: [...deadRows('one'), 'create index one_id on one (id)', 'create table users (id int)'],
  engine: { tokenSeconds: 10, sweepSeconds: 0.3 },
})
await howdah.managed.run('postgres', `alter role app login password 'app'`)
const open = new Date('2026-11-28T00:00:00Z')
const clock = startClocked(howdah, open)
const weekend = { days: ['sat', 'sun'], from: '01:00', to: '05:00', zone: 'Europe/Berlin' }
const house = clock.house({ windows: [weekend] })

const waitsFor = async (at: typeof house, id: string): Promise<string | null | undefined> =>
  (await clock.read(at, id)).run?.waitingFor

const estimates = async (at: typeof house, id: string): Promise<string> =>
  (await clock.read(at, id)).plan.estimates
    .map(({ label, value }) => `${label}: ${value}`)
    .join('\n')

describe('a run that waits for its hours', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('begins in a window that is long enough, by the time that earlier runs took', async () => {
    const release = await clock.inTheWay('select 1')
    const first = await clock.plan(house, 'index.reindex', { index: 'one_id' })
    expect(await estimates(house, first)).toContain(
      'Takes: not known: no earlier run on the same objects',
    )
    const run = await house.approve(first)
    const driven = house.drive(run)
    await clock.acting('REINDEX INDEX CONCURRENTLY public.one_id')
    // A second passes between two looks of a run that is under way.
    clock.set(open)
    await expect.poll(() => clock.looks(), { timeout: 110_000 }).toBeGreaterThan(3)
    await release()
    await driven
    await expectEndedOnce(howdah.store, first, 'succeeded')
    const [done] = (await clock.read(house, first)).journal.filter(({ kind }) => kind === 'done')
    expect(done?.detail['seconds']).toBeGreaterThan(1)

    const second = await clock.plan(house, 'index.reindex', { index: 'one_id' })
    expect(await estimates(house, second)).toMatch(
      /Takes: about \d+ s, by one earlier run; it begins where that fits/,
    )
    const again = await house.approve(second)
    clock.set(new Date('2026-11-28T03:59:59Z'))
    await house.drive(again)
    expect(await waitsFor(house, second)).toMatch(
      /^It takes about \d+ s, and its maintenance window ends in 1 s; the next that is long enough is Sun 29 Nov 01:00 to 05:00 \(Europe\/Berlin\)\.$/,
    )
    clock.set(new Date('2026-11-29T00:00:00Z'))
    await house.drive(again)
    await expectEndedOnce(howdah.store, second, 'succeeded')
  })

  test('believes no run that somebody else wrote down', async () => {
    clock.set(open)
    await howdah.control.run(
      'howdah',
      'alter table howdah.journal disable trigger user',
      `update howdah.journal set detail = jsonb_set(detail, '{seconds}', '99999') where kind = 'done'`,
      'alter table howdah.journal enable trigger user',
    )
    const id = await clock.plan(house, 'index.reindex', { index: 'one_id' })
    expect(await estimates(house, id)).toContain('Takes: not known')
  })

  test('begins no later than the last start, and after a blackout whose reason it says', async () => {
    const sale = {
      from: '2026-11-28 00:00',
      to: '2026-11-28 02:00',
      zone: 'Europe/Berlin',
      reason: 'Black Friday',
    }
    const strict = clock.house({
      windows: [{ ...weekend, name: 'night', last_start: '03:00' }],
      blackouts: [sale],
    })
    clock.set(open)
    const id = await clock.plan(strict, 'table.clean', { tables: 'one' })
    expect(await estimates(strict, id)).toContain(
      'Window: blackout (Black Friday, until Sat 28 Nov 02:00 (Europe/Berlin)), then Sat 28 Nov 02:00 to 05:00 (Europe/Berlin), “night”; it begins no later than 03:00; at its end a running step halts',
    )
    const run = await strict.approve(id)
    await strict.drive(run)
    expect(await waitsFor(strict, id)).toBe(
      'It waits for the end of a blackout (Black Friday, until Sat 28 Nov 02:00 (Europe/Berlin)). Its next maintenance window is Sat 28 Nov 02:00 to 05:00 (Europe/Berlin).',
    )
    clock.set(new Date('2026-11-28T02:00:01Z'))
    await strict.drive(run)
    expect(await waitsFor(strict, id)).toBe(
      'It is past the last start of its maintenance window (03:00 Europe/Berlin); the next is Sun 29 Nov 01:00 to 05:00 (Europe/Berlin).',
    )
    // The inventory has no such window any more when a process takes the run up.
    await house.drive(run)
    await expectEndedOnce(howdah.store, id, 'succeeded')
  })

  test('keeps hours by the clock of the control database, however wrong the clock of a process is', async () => {
    const minutes = (from: number): string =>
      new Date(Date.now() + from * 60_000).toISOString().slice(11, 16)
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    const window = (from: number, to: number) => ({
      windows: [{ days, from: minutes(from), to: minutes(to), zone: 'UTC' }],
    })
    const opened = (cluster: object) =>
      openInProcess({ ...howdah, env: withCluster(howdah, { ...cluster }) })
    const isOpen = opened(window(-3, 3))
    const isClosed = opened(window(4, 20))
    const wrong = new Date(Date.now() + 5 * 60_000)
    vi.useFakeTimers({ toFake: ['Date'], now: wrong })
    const build = async (at: typeof isOpen, name: string, above: number) => {
      const reply = await at.say(`index create users columns=id where=id>${above} name=${name}`)
      if (reply.kind !== 'proposed') throw new Error(JSON.stringify(reply))
      const run = await at.approve(reply.change.plan.id)
      await at.drive(run)
      return reply.change.plan.id
    }
    await expectEndedOnce(howdah.store, await build(isOpen, 'users_open', 1), 'succeeded')
    const waits = await build(isClosed, 'users_closed', 2)
    expect(await isClosed.engine.findChange(waits)).toMatchObject({
      state: 'parked',
      run: { waitingFor: expect.stringContaining('It waits for its maintenance window') },
    })
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY users_closed')).toBe(0)
    expect(await isClosed.say('window list shop')).toMatchObject({
      title: '1 cluster has maintenance windows; none is open now.',
    })
  })
})
