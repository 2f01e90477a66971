/** Slack may be away when a bot starts; a token that Slack refuses ends it. */
import { describe, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { startHowdah } from '#test/support/howdah'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { slack } = howdah

const away = 'Slack does not answer, so nobody can be asked or told.'

const readiness = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  return answer === undefined
    ? 'nobody listens'
    : `${answer.status} ${(await answer.text()).trim()}`
}

const timesLogged = (words: string): number => howdah.log().split(words).length - 1

describe('a bot that starts while Slack is away', () => {
  test('keeps trying, says so once, and is ready when Slack is back', async () => {
    slack.setFault('unavailable', true)
    const port = await freePort()
    const starting = howdah.start({ HEALTH_PORT: String(port) })
    await expect
      .poll(() => readiness(port), { timeout: 110_000 })
      .toBe('503 Slack is not connected.')
    await expect.poll(() => timesLogged(away), { timeout: 110_000 }).toBe(1)
    slack.setFault('unavailable', false)
    const bot = await starting
    await expect.poll(() => readiness(port), { timeout: 110_000 }).toBe('200 ready')
    expect(timesLogged(away)).toBe(1)
    expect(timesLogged('Slack answers now.')).toBe(1)
    await howdah.plan('/pg index create users columns=id')
    bot.kill('SIGTERM')
    await bot.ended
  })

  test('ends at once when it is told to', async () => {
    slack.setFault('unavailable', true)
    const before = timesLogged(away)
    const starting = howdah.start().catch((error: Error) => error.message)
    await expect.poll(() => timesLogged(away), { timeout: 110_000 }).toBe(before + 1)
    for (const bot of howdah.bots) bot.kill('SIGTERM')
    expect(await starting).toContain('the bot ended with 0')
    slack.setFault('unavailable', false)
  })
})

describe('a bot with a token that Slack refuses', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xoxb-guessed', 'a token is wrong (invalid_auth)'],
    ['SLACK_APP_TOKEN', 'xapp-guessed', 'a token is wrong (invalid_auth)'],
    ['SLACK_BOT_TOKEN', slack.appToken, 'a token is of the wrong kind (not_allowed_token_type)'],
  ])('ends with a clear sentence: %s=%s', async (name, value, why) => {
    const ended = await howdah.start({ [name]: value }).catch((error: Error) => error.message)
    expect(ended).toContain('the bot ended with 1')
    expect(ended).toContain(`Slack refuses SLACK_BOT_TOKEN, SLACK_APP_TOKEN: ${why}`)
  })
})
