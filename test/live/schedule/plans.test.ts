/** Slots that make plans: once each, also with a killed process, and side by side as the schedule wishes. */
import { describe, expect, test } from 'vitest'
import { buttonIn, startHowdah } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { oneEnds, twoBots } from '#test/support/kills'
import { scheduling } from '#test/support/scheduling'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    'create index mails on users (email)',
  ],
})
const { schedules, engine, slotsOf, save, runNow, ended, plansOf } = scheduling(howdah)
await twoBots(howdah)

const reindex = 'index reindex mails cluster=shop'

/** Messages of plans with a button to approve. */
const asked = (plan: string) =>
  howdah.slack.state.messages.filter(
    one =>
      one.channel === 'C_OPS' &&
      buttonIn(one, 'approve') &&
      JSON.stringify(one.blocks).includes(plan),
  )

const reject = async (plan: string | undefined) => {
  await engine.reject(person('adam'), plan ?? '', null)
}

describe('a plan that is to be made by a calendar', () => {
  test('is looked at before it is saved, and not kept', async () => {
    const hindered = async (command: string) => {
      const wish = {
        calendar: 'daily at 02:30',
        zone: 'UTC',
        overlap: 'skip',
        catchUp: 0,
        jitter: 0,
      } as const
      const drafted = await schedules.draft(person('olga'), { command, ...wish }, 'shop')
      return drafted.kind === 'draft' ? drafted.hindered : drafted.because
    }
    expect(await hindered('index reindex mials')).toMatch(
      /^Now it would be refused: There is no index mials\. Did you mean/,
    )
    expect(await hindered('index reindex mails')).toBeNull()
    expect(await hindered('query slow')).toBeNull()
    expect(await howdah.store.query('select id from howdah.plan')).toEqual([])
  })
})

describe('a slot that makes a plan', () => {
  test('asks once, although its process is killed before the slot is over', async () => {
    await save('killed', { command: reindex })
    howdah.failAt('slot performed')
    const replaced = oneEnds(howdah).then(() => twoBots(howdah))
    await runNow('killed')
    expect(await ended('killed', 1)).toEqual(['planned'])
    await replaced
    expect(howdah.failed()).toBe(true)
    const [slot] = await slotsOf('killed')
    // Kept, taken, and taken again.
    expect(slot?.token).toBe(3)
    const plans = await plansOf('killed')
    expect(plans).toEqual([{ id: slot?.body?.plan }])
    await howdah.message(one => JSON.stringify(one.blocks).includes(plans[0]?.id ?? ''))
    expect(asked(plans[0]?.id ?? '')).toHaveLength(1)
    await reject(plans[0]?.id)
  })

  test('is skipped while the plan before waits, and says for which plan', async () => {
    await save('skips', { command: reindex })
    await runNow('skips')
    await ended('skips', 1)
    await runNow('skips')
    expect(await ended('skips', 2)).toEqual(['planned', 'skipped'])
    const [plan] = await plansOf('skips')
    expect((await slotsOf('skips'))[1]?.body?.because).toMatch(
      new RegExp(`${plan?.id}.* is not over: it waits for approval`),
    )
    await reject(plan?.id)
  })

  test('waits for the plan before where one may wait, and a third is skipped', async () => {
    await save('buffers', { command: reindex, overlap: 'buffer-one' })
    await runNow('buffers')
    await ended('buffers', 1)
    await runNow('buffers')
    await expect
      .poll(async () => (await slotsOf('buffers'))[1]?.token ?? 0, { timeout: 110_000 })
      .toBeGreaterThan(1)
    await runNow('buffers')
    await expect
      .poll(async () => (await slotsOf('buffers')).map(({ body }) => body?.kind), {
        timeout: 110_000,
      })
      .toEqual(['planned', undefined, 'skipped'])
    await reject((await plansOf('buffers'))[0]?.id)
    expect(await ended('buffers', 3)).toEqual(['planned', 'planned', 'skipped'])
    const [, second] = await plansOf('buffers')
    await reject(second?.id)
  })

  test('makes a further plan where all may run, which takes the place of the one that waits', async () => {
    await save('allows', { command: reindex, overlap: 'allow-all' })
    await runNow('allows')
    await ended('allows', 1)
    await runNow('allows')
    expect(await ended('allows', 2)).toEqual(['planned', 'planned'])
    const plans = await plansOf('allows')
    expect(plans).toHaveLength(2)
    expect((await engine.findChange(plans[0]?.id ?? ''))?.outcome).toBe('superseded')
    await reject(plans[1]?.id)
  })

  test('makes one plan for each person who says so at the same instant, and one at a time', async () => {
    await save('twice', { command: reindex })
    await Promise.all([runNow('twice'), runNow('twice')])
    await expect
      .poll(async () => (await slotsOf('twice')).every(({ body }) => body !== null), {
        timeout: 110_000,
      })
      .toBe(true)
    const plans = await plansOf('twice')
    expect(plans).toHaveLength(1)
    await reject(plans[0]?.id)
  })

  test('is decided by nobody who had the schedule run out of turn', async () => {
    await save('pressed', { command: reindex })
    await runNow('pressed', 'adam')
    await ended('pressed', 1)
    const [plan] = await plansOf('pressed')
    const id = plan?.id ?? ''
    for (const said of [
      await engine.approve(person('adam'), id),
      await engine.reject(person('adam'), id, null),
    ])
      expect(said).toMatchObject({
        because: 'You asked for this yourself; it needs a second person.',
      })
    expect(await engine.reject(person('dana'), id, null)).toMatchObject({ kind: 'answer' })
  })

  test('is not made for a schedule that was removed meanwhile', async () => {
    await save('removed', { command: reindex })
    for (const bot of howdah.bots) bot.kill()
    await Promise.all(howdah.bots.map(({ ended: gone }) => gone))
    await runNow('removed')
    await schedules.remove(person('olga'), 'removed', 'not wanted')
    await twoBots(howdah)
    expect(await ended('removed', 1)).toEqual(['skipped'])
    expect((await slotsOf('removed'))[0]?.body?.because).toContain('removed by olga')
    expect(await plansOf('removed')).toEqual([])
  })
})
