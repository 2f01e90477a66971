/** Slots of schedules while processes are killed, and while servers are away. */
import { randomInt } from 'node:crypto'
import { setTimeout as pass } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { buttonIn, startHowdah } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { oneEnds } from '#test/support/kills'
import { scheduling } from '#test/support/scheduling'

const many = 200
const indexes = 20

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text)',
    ...Array.from(
      { length: indexes },
      (_, n) => `create index mails_${n} on users (email, (id + ${n}))`,
    ),
  ],
})
const { engine, slotsOf, save, runNow, ended, plansOf } = scheduling(howdah)
const mongoUrl = process.env['MONGO_URL']
const env = mongoUrl === undefined ? {} : { MONGO_URL: mongoUrl }
const bots = async () => {
  const missing = Math.max(0, 2 - howdah.bots.length)
  await Promise.all(Array.from({ length: missing }, () => howdah.start(env)))
}

describe('a slot that makes a plan', () => {
  test.each(['slot taken', 'plan kept', 'slot performed', 'slot ended'])(
    'makes it once although its process is killed at "%s"',
    async point => {
      await bots()
      const id = point.replaceAll(' ', '-')
      await save(id, { command: 'index reindex mails_0 cluster=shop' })
      howdah.failAt(point)
      const replaced = oneEnds(howdah).then(bots)
      await runNow(id)
      await replaced
      expect(await ended(id, 1)).toEqual(['planned'])
      expect(howdah.failed()).toBe(true)
      const plans = await plansOf(id)
      expect(plans).toEqual([{ id: (await slotsOf(id))[0]?.body?.plan }])
      const [plan = { id: '' }] = plans
      await howdah.message(one => JSON.stringify(one.blocks).includes(plan.id))
      const asked = howdah.slack.state.messages.filter(
        one =>
          one.channel === 'C_OPS' &&
          buttonIn(one, 'approve') &&
          JSON.stringify(one.blocks).includes(plan.id),
      )
      expect(asked).toHaveLength(1)
      await engine.reject(person('adam'), plan.id, null)
    },
    300_000,
  )

  test('is over once although the control database restarts in the middle', async () => {
    await bots()
    await save('restarted', { command: 'index reindex mails_1 cluster=shop' })
    howdah.failAt('slot taken', 'freeze')
    await runNow('restarted')
    await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
    await howdah.control.restart()
    for (const bot of howdah.bots) bot.kill('SIGCONT')
    expect(await ended('restarted', 1)).toEqual(['planned'])
    expect(await plansOf('restarted')).toHaveLength(1)
  }, 300_000)
})

describe(`${many} slots that are due at once, while a process is killed again and again`, () => {
  test('are each over once, and none has two plans', async () => {
    await bots()
    const names = Array.from({ length: many }, (_, n) => `due-${n}`)
    const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 120_000)
    const calendar = `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`
    for (const [n, name] of names.entries())
      await save(name, {
        command:
          n % 2 === 0
            ? 'lock tree cluster=shop'
            : `index reindex mails_${n % indexes} cluster=shop`,
        calendar,
        catchUp: 0,
      })
    const over = async (): Promise<number> =>
      (
        await howdah.store.query(
          `select from howdah.slot where schedule_id like 'due-%' and body is not null`,
        )
      ).length
    await pass(Math.max(0, at.getTime() - Date.now()))
    let kills = 0
    while ((await over()) < many && Date.now() < at.getTime() + 400_000) {
      await pass(randomInt(200, 4_000))
      howdah.bots[randomInt(howdah.bots.length)]?.kill()
      kills += 1
      await bots()
    }
    const found = await howdah.store.query<{ kind: string; slots: number }>(
      `select body ->> 'kind' as kind, count(*)::int as slots from howdah.slot where schedule_id like 'due-%' group by 1`,
    )
    console.log(`${kills} kills: ${found.map(({ kind, slots }) => `${slots} ${kind}`).join(', ')}`)
    expect(await over()).toBe(many)
    const doubled = await howdah.store.query(
      `select origin -> 'slot' as slot from howdah.plan where origin #>> '{slot,schedule}' like 'due-%'
       group by origin -> 'slot' having count(*) > 1`,
    )
    expect(doubled).toEqual([])
    const unexplained = await howdah.store.query(
      `select schedule_id, at, body from howdah.slot where schedule_id like 'due-%'
       and (at <> $1 or body ->> 'kind' not in ('answered', 'planned', 'missed') or body ->> 'kind' = 'missed' and body ->> 'because' is null)`,
      [at],
    )
    expect(unexplained).toEqual([])
  }, 900_000)
})
