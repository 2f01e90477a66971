/** An audit channel that Slack does not let Howdah read: said where people look, and never an alarm. */
import { describe, expect, test } from 'vitest'
import { cli, cliAs } from '#test/support/cli'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { readyz } from '#test/support/tampering'

const howdah = await startHowdah({
  lacks: ['channels:history'],
  tables: ['create table users (id int)'],
  inventory: { people: { operators: ['U_OLGA', 'cli/olga'], approvers: ['U_ADAM', 'U_DANA'] } },
})
const says =
  'The audit channel is not compared with the record, because its Slack app lacks the scope channels:history. Update the app from manifest.yml, and install it again.'

describe('an audit channel that cannot be read', () => {
  test('is told its heads all the same, stops nothing and is no alarm', async () => {
    await howdah.start()
    await expect
      .poll(() => howdah.store.query('select unread from howdah.channel_look'), {
        timeout: 110_000,
      })
      .toEqual([{ unread: says }])
    await howdah.slack.waitFor(
      state =>
        state.messages.find(
          one => one.channel === 'C_AUDIT' && wordsOf(one).includes('The record stands at'),
        ),
      { timeoutMs: 110_000, what: 'a head' },
    )
    expect(await readyz(howdah)).toBe('ready\n')
    expect(howdah.slack.state.messages.filter(one => one.channel === 'C_REPORTS')).toEqual([])
  })

  test.each(['status', 'doctor'])('is a line of %s, in Slack and in a terminal', async words => {
    await howdah.say('olga', `/pg ${words}`)
    await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes(says)),
    )
    const ran = await cliAs('olga', howdah.env, words)
    expect(ran.out.replaceAll(/\s+/g, ' ')).toContain(says)
  })

  test('is a line of config check, where the tokens are', async () => {
    const tokens = {
      SLACK_BOT_TOKEN: howdah.slack.botToken,
      SLACK_APP_TOKEN: howdah.slack.appToken,
      SLACK_API_URL: howdah.slack.apiUrl,
    }
    const checked = await cli({ ...howdah.env, ...tokens }, 'config', 'check')
    expect(checked.out).toContain(`But: ${says}`)
    expect(checked.exit).toBe(0)
    expect((await cli(howdah.env, 'config', 'check')).out).not.toContain('audit channel')
  })
})
