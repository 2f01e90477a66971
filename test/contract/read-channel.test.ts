/** A channel as Howdah reads it, against the local Slack. */
import { WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import type { LocalSlack } from '#local/slack/server'
import { openReader } from '#slack/send/read-channel'
import { clientOf, postMessage, testSlack } from '#test/support/bolt'

const channel = 'C0OPS'

const readerOf = (slack: LocalSlack) =>
  openReader(
    new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
    }),
    'B0LOCALAPP',
  )

const calls = (slack: LocalSlack): number =>
  slack.state.inspector.filter(one => one.title === 'conversations.history').length

describe('a channel as Howdah reads it', () => {
  test('has its own messages with the words of their blocks, and the place of everybody’s', async () => {
    const slack = await testSlack()
    await slack.say('olga', 'ops', 'first')
    const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'block' } }
    await postMessage(clientOf(slack), { channel, text: 'plain' })
    await postMessage(clientOf(slack), { channel, text: 'text', blocks: [section] })
    const [first, plain, text] = slack.state.messages.map(({ ts }) => ts)
    expect(await readerOf(slack)(channel, null)).toEqual({
      own: [
        { ts: text, texts: ['text', 'block'] },
        { ts: plain, texts: ['plain'] },
      ],
      from: first,
      more: false,
    })
    expect(await readerOf(slack)(channel, plain ?? '')).toEqual({
      own: [],
      from: first,
      more: false,
    })
  })

  test('goes on before the oldest message of a page of 200', async () => {
    const slack = await testSlack({ limits: { postsPerSecond: 1e6, postBurst: 1e6 } })
    const client = clientOf(slack)
    for (let n = 0; n < 205; n += 1) await postMessage(client, { channel, text: `${n}` })
    const read = readerOf(slack)
    const page = await read(channel, null)
    if ('because' in page) throw new Error(page.because)
    expect([page.own.length, page.more]).toEqual([200, true])
    const older = await read(channel, page.from)
    expect(older).toMatchObject({ own: [{}, {}, {}, {}, {}], more: false })
  })

  test.each([
    ['C0SECRET', 'Howdah is not in it, or there is no such channel'],
    ['C0NOWHERE', 'Howdah is not in it, or there is no such channel'],
    ['#ops', 'Howdah is not in it, or there is no such channel'],
  ])('is not read where Howdah is not: %s', async (id, because) => {
    expect(await readerOf(await testSlack())(id, null)).toEqual({
      because,
      instead: 'Invite Howdah there, and name the channel by its id, C…, in the inventory.',
    })
  })

  test('is not asked for again before Slack’s wait is over', async () => {
    const slack = await testSlack({ limits: { tier3: 1 } })
    const read = readerOf(slack)
    expect(await read(channel, null)).toMatchObject({ own: [] })
    const limited = await read(channel, null)
    expect(limited).toMatchObject({ because: 'Slack limits how often Howdah may read it' })
    const asked = calls(slack)
    expect(await read(channel, null)).toBe(limited)
    expect(calls(slack)).toBe(asked)
  })

  test('is a failure, and nothing known, while Slack is away', async () => {
    const slack = await testSlack()
    slack.setFault('unavailable', true)
    await expect(readerOf(slack)(channel, null)).rejects.toThrow('503')
  })
})
