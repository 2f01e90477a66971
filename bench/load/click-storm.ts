/** Clicks of a person without a role on a waiting plan, and amid the clicks another person's command. */
import type { Build } from '../baseline/house.ts'
import { startBotOf } from './bot.ts'
import type { Load } from './tell.ts'

/** Clicks that wait for Slack's acknowledgement at a time. */
const hands = 500

const patient = { timeoutMs: 90_000, what: 'the answer' }

export const clickStorm = async (build: Build, clicks: number): Promise<Load> => {
  const bot = await startBotOf(build, 'socket')
  const { slack } = bot
  await slack.say('olga', 'db-ops', '/pg index create users columns=email cluster=bench')
  const plan = await slack.waitFor(
    ({ messages }) =>
      messages.find(
        one => one.channel === 'C_OPS' && JSON.stringify(one.blocks).includes('"approve"'),
      ),
    patient,
  )
  const restMb = bot.begin()
  const half = Promise.withResolvers<void>()
  let sent = 0
  const keepClicking = async (): Promise<void> => {
    while (sent < clicks) {
      sent += 1
      if (sent >= clicks / 2) half.resolve()
      await slack.click('noa', 'db-ops', plan.ts, 'approve').catch(() => null)
    }
  }
  const storm = Array.from({ length: Math.min(hands, clicks) }, keepClicking)
  await half.promise
  const asked = performance.now()
  const answered = slack
    .waitFor(
      ({ messages }) =>
        messages.findLast(one => one.onlyFor === 'U_OLGA' && one.text.includes('plan x-storm.')),
      patient,
    )
    .then(
      () => 'next answer after',
      () => 'no answer within',
    )
  await slack.say('olga', 'db-ops', '/pg plan show x-storm')
  const what = await answered
  const seconds = (performance.now() - asked) / 1_000
  await Promise.all(storm)
  const load = { name: build.name, restMb, peakMb: bot.peak(), seconds, what }
  await bot.stop()
  return load
}
