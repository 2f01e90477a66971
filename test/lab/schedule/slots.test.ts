/** Slots of schedules while processes are killed, and while the control database restarts. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buttonIn } from '#test/support/howdah'
import { person } from '#test/support/in-process'
import { oneEnds } from '#test/support/kills'
import { startUnderFire } from '#test/support/slots-under-fire'

const points = ['slot taken', 'plan kept', 'slot performed', 'slot ended']
const idOf = (point: string): string => point.replaceAll(' ', '-')

const house = await startUnderFire({ slots: 200, kills: 15 })
const { howdah, engine, slotsOf, save, runNow, ended, plansOf, bots, expectEachOnce } = house
let at = new Date(0)

// What a killed process had is taken again half a minute later: one wait for all of them.
beforeAll(async () => {
  await bots()
  for (const [n, point] of points.entries()) {
    await save(idOf(point), { command: `index reindex mails_${n} cluster=shop` })
    howdah.failAt(point)
    const replaced = oneEnds(howdah).then(bots)
    await runNow(idOf(point))
    await replaced
  }
  await save('restarted', { command: 'index reindex mails_5 cluster=shop' })
  howdah.failAt('slot taken', 'freeze')
  await runNow('restarted')
  await vi.waitUntil(() => howdah.failed(), { timeout: 110_000, interval: 50 })
  await howdah.control.restart()
  for (const bot of howdah.bots) bot.kill('SIGCONT')
  at = await house.saveAll()
}, 600_000)

describe('a slot that makes a plan', () => {
  test.each(points)(
    'makes it once although its process is killed at "%s"',
    async point => {
      const id = idOf(point)
      expect(await ended(id, 1)).toEqual(['planned'])
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
    expect(await ended('restarted', 1)).toEqual(['planned'])
    expect(await plansOf('restarted')).toHaveLength(1)
  }, 300_000)
})

describe('200 slots that are due at once, while a process is killed again and again', () => {
  test('are each over once, and none has two plans', async () => {
    await house.fire(at)
    await expectEachOnce(at)
  }, 900_000)
})
