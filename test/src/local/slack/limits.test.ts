/** Tests Slack's own numbers by the clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { slackLimits } from '#local/slack/options'
import { createResponseUrls } from '#local/slack/response-urls'
import { createTriggers } from '#local/slack/triggers'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the local Slack', () => {
  test('has the numbers that Slack documents, unless a test asks for others', () => {
    expect(slackLimits).toMatchObject({
      ackMs: 3_000,
      triggerMs: 3_000,
      responseUrlUses: 5,
      responseUrlMs: 30 * 60_000,
      retryAfterMs: [0, 60_000, 300_000],
      postsPerSecond: 1,
      sockets: 10,
    })
  })

  test('takes a trigger once, and for 3 seconds', () => {
    const triggers = createTriggers(slackLimits.triggerMs)
    const [first, second] = [triggers.issue('U1'), triggers.issue('U1')]
    vi.advanceTimersByTime(3_000)
    expect(triggers.spend(first)).toBe('U1')
    expect(() => triggers.spend(first)).toThrow('exchanged_trigger_id')
    vi.advanceTimersByTime(1)
    expect(() => triggers.spend(second)).toThrow('expired_trigger_id')
  })

  test('takes five answers at a response_url, for 30 minutes', () => {
    const urls = createResponseUrls(slackLimits, 'T1')
    const context = { channel: 'C1', user: 'U1', ts: null, threadTs: null }
    const [first, second] = [urls.issue(context), urls.issue(context)]
    vi.advanceTimersByTime(30 * 60_000)
    for (let use = 1; use <= 5; use += 1) expect(urls.spend(first)).toBe(context)
    expect(urls.spend(first)).toBe('used_url')
    vi.advanceTimersByTime(1)
    expect(urls.spend(second)).toBe('expired_url')
    expect(urls.spend('/response/T1/guessed')).toBe('invalid_url')
  })
})
