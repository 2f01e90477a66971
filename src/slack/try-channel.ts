/** Tries once, without a bot, whether Slack lets Howdah read a channel. */
import { WebClient } from '@slack/web-api'
import type { SlackConfig } from '#model/configuration'
import type { Unread } from '#model/record/channel'
import { guardedFetch } from '#slack/guarded-fetch'
import { openReader } from '#slack/send/read-channel'

/** Null when Slack lets Howdah, and when Slack does not answer: then nothing is known about the channel. */
export const tryChannel = async (
  { apiUrl, botToken }: SlackConfig,
  channel: string,
): Promise<Unread | null> => {
  const client = new WebClient(botToken, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    fetch: guardedFetch(apiUrl),
    timeout: 5_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
  const page = await openReader(client, '')(channel, null).catch(() => null)
  return page !== null && 'because' in page ? page : null
}
