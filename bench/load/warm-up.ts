/** Some use by others before a measurement: code is compiled, pools are open, and memory is that of a bot at work. */
import type { PageMessage } from '#local/slack/page-protocol'
import { idOf, type LoadedBot, others } from './bot.ts'

export const patient = { timeoutMs: 90_000, what: 'the answer' }

const clicksEach = 50
const commandsEach = 25
const atATime = 5

export const warmUpWords = `${others.length * clicksEach} clicks and ${others.length * commandsEach} commands of ${others.length} others`

/** Returns the message of a plan that waits, once every click and command of others is answered. */
export const warmUp = async ({ slack }: LoadedBot): Promise<PageMessage> => {
  await slack.say('olga', 'db-ops', '/pg index create users columns=email cluster=bench')
  const plan = await slack.waitFor(
    ({ messages }) =>
      messages.find(
        one => one.channel === 'C_OPS' && JSON.stringify(one.blocks).includes('"approve"'),
      ),
    patient,
  )
  for (const who of others) {
    const told = () => slack.state.messages.filter(one => one.onlyFor === idOf(who)).length
    /** Fewer at a time than the unanswered requests that a person may have. */
    const rounds = async (count: number, send: () => Promise<unknown>): Promise<void> => {
      for (let done = 0; done < count; done += atATime) {
        const known = told()
        await Promise.all(Array.from({ length: atATime }, send))
        await slack.waitFor(() => told() >= known + atATime || undefined, patient)
      }
    }
    await rounds(clicksEach, () => slack.click(who, 'db-ops', plan.ts, 'approve'))
    await rounds(commandsEach, () => slack.say(who, 'db-ops', '/pg help'))
  }
  return plan
}
