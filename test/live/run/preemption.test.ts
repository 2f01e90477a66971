/**
 * A plan that claims the whole cluster: running plans make way, with all put back, and go on afterwards.
 */
import { describe, expect, test } from 'vitest'
import { person } from '#test/support/in-process'
import { invalidIndexes, timesRun } from '#test/support/kills'
import { at, kindsOf, saidIn, startSwitching } from '#test/support/switching'

const {
  howdah,
  house,
  thawEngines,
  twoEngines,
  build,
  switching,
  read,
  when,
  outcome,
  reader,
  writer,
  gate,
  preempted,
  expectNothingLeft,
  newest,
} = await startSwitching()

describe('a plan that claims the whole cluster', () => {
  test('parks a build, which puts back what it has and goes on after it', async () => {
    await twoEngines()
    const [old, closed] = [await reader(), await gate()]
    const { held, change } = await preempted()
    const parked = await when(held.id, one => one.state === 'parked')
    expect(saidIn(parked)).toContain(
      `It was interrupted by ${change} (Switch switch ${newest()} over), and goes on after it.`,
    )
    expect(saidIn(parked)).toContain('Parked, with everything as it was before')
    expect(saidIn(parked)).toContain(`It was interrupted by ${change}`)
    expect(parked.run?.preempted).toBeNull()
    expect(await invalidIndexes(howdah)).toEqual([])
    await closed.query('commit')
    expect(await outcome(change)).toBe('succeeded')
    await old.query('commit')
    expect(await outcome(held.id)).toBe('succeeded')
    expect(timesRun(howdah, held.statement)).toBe(2)
    const [first, second] = [await read(change), await read(held.id)]
    expect(at(second, 'looked') > at(first, 'ended')).toBe(true)
    expect(kindsOf(second).filter(kind => kind === 'looked')).toHaveLength(2)
    const recorded = await howdah.store.query<{ by: string }>(
      `select body::json -> 'detail' ->> 'by' as by from howdah.audit
       where body::json ->> 'kind' = 'run.preempted' and body::json -> 'subject' ->> 'plan' = $1`,
      [held.id],
    )
    expect(recorded).toEqual([{ by: change }])
    await expectNothingLeft()
  }, 600_000)

  test('lets nobody in before it, and nobody wait longer for it than it takes', async () => {
    await twoEngines()
    const [old, closed] = [await reader(), await gate()]
    const { held, change } = await preempted()
    await when(held.id, one => one.state === 'parked')
    const later = await build()
    await house.approve(later.id)
    const waits = await when(later.id, one => (one.run?.waitingFor ?? null) !== null)
    expect(waits.run?.waitingFor).toContain(`It waits for ${change}`)
    await Promise.all([closed.query('commit'), old.query('commit')])
    for (const one of [change, held.id, later.id]) expect(await outcome(one)).toBe('succeeded')
    await expectNothingLeft()
  }, 600_000)

  test('leaves a build alone whose statement ended meanwhile', async () => {
    await twoEngines()
    const [one, change] = [await build(), await switching()]
    howdah.failAt('step 0 acted', 'freeze')
    await house.approve(one.id)
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    await house.approve(change)
    await when(one.id, ({ run }) => run?.preempted === change)
    await thawEngines()
    expect(await outcome(one.id)).toBe('succeeded')
    expect(await outcome(change)).toBe('succeeded')
    expect(timesRun(howdah, one.statement)).toBe(1)
    expect(kindsOf(await read(one.id))).not.toContain('parked')
    await expectNothingLeft()
  }, 600_000)

  test('queues behind another one of its kind', async () => {
    await twoEngines()
    const old = await reader()
    const { held, change } = await preempted()
    const second = await switching()
    await house.approve(second)
    for (const one of [change, second]) expect(await outcome(one)).toBe('succeeded')
    await old.query('commit')
    expect(await outcome(held.id)).toBe('succeeded')
    const [a, b, c] = [await read(change), await read(second), await read(held.id)]
    expect(at(b, 'intent') > at(a, 'ended')).toBe(true)
    expect(at(c, 'looked') > at(b, 'ended')).toBe(true)
    await expectNothingLeft()
  }, 600_000)

  test('lets what it parked be stopped', async () => {
    await twoEngines()
    const [old, closed] = [await reader(), await gate()]
    const { held, change } = await preempted()
    await when(held.id, one => one.state === 'parked')
    await house.engine.cancel(person('olga'), held.id)
    const stopped = await when(held.id, one => one.outcome !== null)
    expect(stopped).toMatchObject({
      outcome: 'cancelled',
      ending: 'olga stopped it. It was parked, and everything is as it was before.',
    })
    await Promise.all([closed.query('commit'), old.query('commit')])
    expect(await outcome(change)).toBe('succeeded')
    expect(timesRun(howdah, held.statement)).toBe(1)
    await expectNothingLeft()
  }, 600_000)

  test('that is taken back while it waits makes nobody wait for it', async () => {
    await twoEngines()
    const write = await writer()
    const { held, change } = await preempted()
    await when(held.id, ({ run }) => run?.preempted === change)
    await house.engine.cancel(person('olga'), change)
    expect(await outcome(change)).toBe('cancelled')
    expect((await read(held.id)).run?.preempted).toBeNull()
    await write.query('commit')
    expect(await outcome(held.id)).toBe('succeeded')
    await expectNothingLeft()
  }, 600_000)

  test('goes on when whoever makes way is killed after parking, and so does the build after it', async () => {
    await twoEngines()
    const old = await reader()
    const { held, change } = await preempted('after park')
    expect(await outcome(change)).toBe('succeeded')
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    await old.query('commit')
    expect(await outcome(held.id)).toBe('succeeded')
    expect(timesRun(howdah, held.statement)).toBe(2)
    await expectNothingLeft()
  }, 600_000)
})
