/** Slots by a clock that the test moves: no bot runs, and the schedulers are opened in this process. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Parts } from '#engine/parts'
import { runSlot } from '#engine/schedule/run-slot'
import { openScheduler } from '#engine/schedule/scheduler'
import { findSchedule } from '#store/schedule/schedules'
import { insertSlot } from '#store/schedule/slots'
import { clockOf } from '#store/store'
import { startHowdah } from '#test/support/howdah'
import { openInProcess, person } from '#test/support/in-process'
import { scheduling } from '#test/support/scheduling'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const clockAt = (ms: number): string => new Date(ms).toISOString().slice(11, 16)
/** A full minute that is ahead also where the servers start slowly. */
const soon = Math.ceil(Date.now() / minute) * minute + 5 * minute

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    'create index mails on users (email)',
  ],
  cluster: {
    windows: [
      {
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        from: clockAt(soon - hour),
        duration: '4h',
        zone: 'UTC',
      },
    ],
  },
})
const { save, slotsOf, plansOf } = scheduling(howdah)

/** Milliseconds by which the clock of the test is ahead of the control database's. */
let ahead = 0
const now = async () => new Date((await clockOf(howdah.store)).getTime() + ahead)
const moveTo = (ms: number): void => {
  ahead = ms - Date.now()
}
const { parts, engine } = openInProcess(howdah, { now })
const second = openInProcess(howdah, { now, holder: 'second' })

const open = (house: Pick<typeof second, 'parts' | 'engine'>, more: Partial<Parts> = {}) => {
  const timers: string[] = []
  const scheduler = openScheduler({ ...house.parts, ...more }, house.engine, {
    set: async (id, at) => void timers.push(`${id} at ${at.toISOString()}`),
  })
  onTestFinished(() => scheduler.stop(10))
  return {
    timers,
    reconcile: () => scheduler.reconcile(),
    wake: (id: string, slot: Date) => scheduler.wake(id, slot),
  }
}

const read = { command: 'lock tree cluster=shop', catchUp: 0 }
const dailyAt = (ms: number) => ({ calendar: `daily at ${clockAt(ms)}` })
const kindsOf = async (id: string) => (await slotsOf(id)).map(({ body }) => body?.kind)

describe('slots while no process was there', () => {
  test('run as long as their window is open', async () => {
    await save('window', { ...read, ...dailyAt(soon) })
    moveTo(soon + 2 * hour)
    await open({ parts, engine }).reconcile()
    expect(await slotsOf('window')).toMatchObject([
      { at: new Date(soon), body: { kind: 'answered' } },
    ])
  })

  test('are reported as missed, all in a row, where that is over', async () => {
    moveTo(Date.now())
    await save('down', { ...read, ...dailyAt(soon) })
    moveTo(soon + 2 * day + 5 * hour)
    await open({ parts, engine }).reconcile()
    expect(await slotsOf('down')).toMatchObject([
      {
        at: new Date(soon + 2 * day),
        body: {
          kind: 'missed',
          because: 'No Howdah process ran it in time.',
          first: new Date(soon).toISOString(),
          count: 3,
        },
      },
    ])
  })

  test('are said missed though a row by hand holds their place', async () => {
    moveTo(Date.now())
    await save('kept', { ...read, ...dailyAt(soon) })
    await howdah.store.query(
      `insert into howdah.slot (schedule_id, at, holder, held_until, signature)
       values ('kept', $1, 'x', clock_timestamp() + interval '55 seconds', 'x')`,
      [new Date(soon)],
    )
    moveTo(soon + 5 * hour)
    await open({ parts, engine }).reconcile()
    expect(await kindsOf('kept')).toEqual(['missed'])
  })

  test('are looked for after a pause has ended by itself, and none of the pause is told as missed', async () => {
    moveTo(Date.now())
    const until = Date.now() + 90 * minute
    await save('rests', { ...read, calendar: 'every 1 hour' })
    await engine.schedules.pause(person('adam'), 'rests', 'big import', 90)
    const { reconcile } = open({ parts, engine })
    moveTo(until - 10 * minute)
    await reconcile()
    expect(await slotsOf('rests')).toEqual([])
    const next = Math.ceil(until / hour) * hour
    moveTo(next + 1_000)
    await reconcile()
    expect(await slotsOf('rests')).toMatchObject([
      { at: new Date(next), body: { kind: 'answered' } },
    ])
  })
})

describe('a schedule that is changed', () => {
  test('after the timer was set runs by its new words and times only', async () => {
    moveTo(Date.now())
    await save('edited', { ...read, ...dailyAt(soon) })
    moveTo(soon - 30_000)
    const { reconcile, wake, timers } = open({ parts, engine })
    await reconcile()
    expect(timers).toContain(`edited at ${new Date(soon).toISOString()}`)
    const later = soon + 10 * minute
    await save('edited', { command: 'index reindex mails cluster=shop', ...dailyAt(later) })
    moveTo(soon + 1_000)
    await wake('edited', new Date(soon))
    expect(await slotsOf('edited')).toEqual([])
    moveTo(later + 1_000)
    await reconcile()
    expect(await slotsOf('edited')).toMatchObject([
      { at: new Date(later), body: { kind: 'planned' } },
    ])
  })

  test('right after a slot was due reports the slot, which nobody looks for any more', async () => {
    moveTo(Date.now())
    const due = soon - 2 * hour
    await save('cut', { ...read, ...dailyAt(due) })
    await howdah.control.run(
      'howdah',
      'alter table howdah.schedule disable trigger user',
      `update howdah.schedule set at = at - interval '20 hours' where id = 'cut'`,
      'alter table howdah.schedule enable trigger user',
    )
    await save('cut', { ...read, ...dailyAt(due), command: 'status cluster=shop' })
    const missed = [
      {
        at: new Date(due),
        body: {
          kind: 'missed',
          because: 'No Howdah process ran it before olga changed the schedule.',
        },
      },
    ]
    expect(await slotsOf('cut')).toMatchObject(missed)
    await open({ parts, engine }).reconcile()
    expect(await slotsOf('cut')).toMatchObject(missed)
  })

  test('between the look and the slot runs with the new words, or says why it does not run', async () => {
    moveTo(Date.now())
    const slot = (id: string) => ({ schedule: id, at: new Date(soon), askedBy: null })
    const said: string[] = []
    const runAsSeen = async (id: string, edit: Parameters<typeof save>[1]): Promise<void> => {
      await save(id, { ...read, ...dailyAt(soon) })
      const schedule = await findSchedule(howdah.store, id)
      if (!schedule) throw new Error(`no schedule ${id}`)
      await save(id, edit)
      const due = { schedule, slot: slot(id), now: () => new Date(soon) }
      await runSlot(parts, due, ({ command }) => {
        said.push(command)
        return Promise.resolve({ kind: 'failed', because: 'a test' })
      })
    }
    await runAsSeen('words', { ...dailyAt(soon), command: 'status cluster=shop' })
    await runAsSeen('times', { ...read, ...dailyAt(soon + hour) })
    expect(said).toEqual(['status cluster=shop'])
    expect((await slotsOf('times'))[0]?.body).toEqual({
      kind: 'skipped',
      because: 'olga changed the schedule before a Howdah process ran it.',
    })
  })
})

describe('a slot', () => {
  test.each([
    ['left', { standing: 'deleted' }, 'This account is deactivated.'],
    ['lost', { id: 'T_LOCAL/U_NOA', standing: 'member' }, 'You have no role in Howdah.'],
  ] as const)('whose owner %s runs nothing, and says so', async (id, owner, because) => {
    moveTo(Date.now())
    await save(id, read)
    await engine.schedules.runNow(person('adam'), id)
    const findPerson = () => Promise.resolve({ ...person('olga'), ...owner })
    await open({ parts, engine }, { findPerson }).reconcile()
    await expect.poll(() => kindsOf(id), { timeout: 110_000 }).toEqual(['refused'])
    expect((await slotsOf(id))[0]?.body?.because).toBe(
      `It runs with the rights of olga, who is told now: ${because}`,
    )
  })

  test('whose timer comes by a clock that is ahead waits for its time by the control database', async () => {
    moveTo(Date.now())
    await save('early', { ...read, ...dailyAt(soon) })
    moveTo(soon - 5 * minute)
    const { wake } = open({ parts, engine })
    await wake('early', new Date(soon))
    expect(await slotsOf('early')).toEqual([])
    moveTo(soon - 2_000)
    await wake('early', new Date(soon))
    expect(await slotsOf('early')).toEqual([])
    await expect.poll(() => kindsOf('early'), { timeout: 110_000 }).toEqual(['answered'])
    expect((await now()).getTime()).toBeGreaterThanOrEqual(soon)
  })

  test('whose wait was prolonged by hand is missed', async () => {
    moveTo(Date.now())
    await save('waits', { ...read, ...dailyAt(soon), overlap: 'buffer-one' })
    await engine.schedules.runNow(person('adam'), 'waits')
    const { reconcile } = open({ parts, engine })
    await reconcile()
    await expect.poll(() => kindsOf('waits'), { timeout: 110_000 }).toEqual(['answered'])
    await insertSlot(howdah.store, { schedule: 'waits', at: new Date(soon), askedBy: null })
    const prolonged = howdah.store.query(
      `update howdah.slot set ended_at = $1 where schedule_id = 'waits' and body is not null`,
      [new Date(soon + 5 * hour)],
    )
    await expect.soft(prolonged).rejects.toMatchObject({ code: '42501' })
    moveTo(soon + 5 * hour)
    await reconcile()
    await expect.poll(() => kindsOf('waits'), { timeout: 110_000 }).toEqual(['answered', 'missed'])
  })

  test('that two processes ask for at the same instant is one, and two processes run it once', async () => {
    moveTo(Date.now())
    await save('both', { command: 'index reindex mails cluster=shop', overlap: 'allow-all' })
    const schedulers = [open({ parts, engine }), open(second)]
    const asked = [engine, second.engine].map(one => one.schedules.runNow(person('adam'), 'both'))
    expect(await Promise.all(asked)).toMatchObject([{ kind: 'answer' }, { kind: 'answer' }])
    await Promise.all(schedulers.map(one => one.reconcile()))
    await expect
      .poll(async () => [...new Set(await kindsOf('both'))], { timeout: 110_000 })
      .toEqual(['planned'])
    const slots = await slotsOf('both')
    // Kept, and taken.
    expect(slots.map(({ token }) => token)).toEqual(slots.map(() => 2))
    expect(await plansOf('both')).toHaveLength(slots.length)
  })
})
