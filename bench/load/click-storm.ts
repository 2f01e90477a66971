/** Clicks of a person without a role on a waiting plan, and amid the clicks another person's command. */
import type { Build } from '../baseline/house.ts'
import { type Mode, startBotOf } from './bot.ts'
import { type Measured, memoryOf } from './judge.ts'
import { patient, warmUp } from './warm-up.ts'

/** Clicks that wait for Slack's acknowledgement at a time. */
const hands = 500

const limits = { memory: 1.2, seconds: 1 } as const

export const clickStorm = async (
  build: Build,
  clicks: number,
  mode: Mode,
): Promise<readonly Measured[]> => {
  const bot = await startBotOf(build, mode)
  const { slack } = bot
  const plan = await warmUp(bot)
  const before = bot.memory()
  bot.begin()
  const half = Promise.withResolvers<void>()
  let sent = 0
  let lost = 0
  const keepClicking = async (): Promise<void> => {
    while (sent < clicks) {
      sent += 1
      if (sent >= clicks / 2) half.resolve()
      const got = await slack.click('noa', 'db-ops', plan.ts, 'approve')
      if (got.kind !== 'acked') lost += 1
    }
  }
  const storm = Array.from({ length: Math.min(hands, clicks) }, keepClicking)
  await half.promise
  const asked = performance.now()
  const answered = slack.waitFor(
    ({ messages }) =>
      messages.findLast(one => one.onlyFor === 'U_OLGA' && one.text.includes('plan x-storm.')),
    patient,
  )
  await slack.say('olga', 'db-ops', '/pg plan show x-storm')
  await answered
  const seconds = (performance.now() - asked) / 1_000
  await Promise.all(storm)
  const memory = memoryOf(bot, before, limits.memory)
  await bot.stop()
  return [
    memory,
    { what: 'next command answered after', value: seconds, most: limits.seconds, unit: ' s' },
    { what: 'clicks without an acknowledgement', value: lost, most: 0, unit: '' },
  ]
}
