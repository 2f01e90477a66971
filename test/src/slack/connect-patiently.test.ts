import { describe, expect, test } from 'vitest'
import { connectPatiently } from '#slack/connect-patiently'
import { BadConfig } from '#src/errors'

const slackError = (code: string, data?: object): Error =>
  Object.assign(new Error(code), { code, ...(data ? { data } : {}) })

const never = new AbortController().signal

describe('reaching Slack', () => {
  test('ends with a sentence for a token that Slack refuses, however late', async () => {
    const refused = slackError('slack_webapi_platform_error', { ok: false, error: 'token_revoked' })
    const said: string[] = []
    const open = () => Promise.reject(refused)
    await expect(
      connectPatiently({ open, say: one => said.push(one), signal: never }),
    ).rejects.toThrow(
      'Slack refuses SLACK_BOT_TOKEN, SLACK_APP_TOKEN: a token was revoked (token_revoked).',
    )
    await expect(connectPatiently({ open, say: () => {}, signal: never })).rejects.toBeInstanceOf(
      BadConfig,
    )
    expect(said).toEqual([])
  })

  test('keeps the stack of what is no answer of Slack’s', async () => {
    const bug = new TypeError('undefined is not a function')
    await expect(
      connectPatiently({ open: () => Promise.reject(bug), say: () => {}, signal: never }),
    ).rejects.toBe(bug)
  })
})
