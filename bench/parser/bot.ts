/** Asks a bot in chat for plans, each of which parses 200 statements. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { botEnv } from '#local/bot-env'
import { startLocalSlack } from '#local/slack/server'
import { newSigningKey } from '#signing/keys'
import type { Figures } from '../baseline/compare.ts'
import type { Build } from '../baseline/house.ts'
import { peakOf } from '../baseline/peak-of.ts'

/** Several people, because a person has few plans tried in a minute. */
const askers = ['olga', 'oleg', 'omar']

export const askBot = async (build: Build, plans: number): Promise<Figures> => {
  const slack = await startLocalSlack({
    team: { id: 'T_LOCAL', name: 'Bench' },
    app: { name: 'Howdah', command: '/pg' },
    people: [
      { id: 'U_OLGA', name: 'olga', realName: 'Olga', title: '', standing: 'member' },
      { id: 'U_OLEG', name: 'oleg', realName: 'Oleg', title: '', standing: 'member' },
      { id: 'U_OMAR', name: 'omar', realName: 'Omar', title: '', standing: 'member' },
      { id: 'U_ADAM', name: 'adam', realName: 'Adam', title: '', standing: 'member' },
    ],
    channels: { 'db-ops': { id: 'C_OPS', members: ['U_OLGA', 'U_OLEG', 'U_OMAR', 'U_ADAM'] } },
    limits: { postsPerSecond: 1_000, postBurst: 1_000, tier3: 100_000, tier4: 100_000 },
  })
  const bot = spawn(process.execPath, [join(build.root, 'src/main.ts')], {
    env: {
      PATH: process.env['PATH'],
      HOWDAH_TIED: '1',
      LOG_LEVEL: 'error',
      ...botEnv(slack, build.control, {
        config: build.config,
        signingKey: newSigningKey('bench'),
      }),
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>(resolve => bot.once('exit', () => resolve()))
  try {
    await slack.waitFor(state => state.connected, { timeoutMs: 60_000, what: 'the bot' })
    const planned = (state: typeof slack.state) =>
      state.messages.filter(
        one =>
          one.channel === 'C_OPS' &&
          one.onlyFor === null &&
          JSON.stringify(one.blocks).includes('"approve"'),
      ).length
    const began = performance.now()
    for (let plan = 1; plan <= plans; plan += 1) {
      const columns = `c${plan % 30},c${Math.floor(plan / 30)}`
      const who = askers[plan % askers.length] ?? 'olga'
      await slack.say(who, 'db-ops', `/pg index create users columns=${columns} name=u${plan}`)
      await slack.waitFor(state => planned(state) === plan, {
        timeoutMs: 60_000,
        what: `plan ${plan}`,
      })
    }
    return { ms: performance.now() - began, peakMb: peakOf(bot.pid ?? 0) / 1_024 }
  } finally {
    bot.kill('SIGTERM')
    await ended
    await slack.close()
  }
}
