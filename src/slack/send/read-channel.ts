/** Reads a channel back, as far as Slack lets Howdah. */
import type { WebClient } from '@slack/web-api'
import type { ChannelPage, Unread } from '#model/record/channel'
import { retryAfter } from '#slack/send/retry-after'

/** Slack asks for no more than 200. */
const pageSize = 200

type Read = (channel: string, before: string | null) => Promise<ChannelPage | Unread>

/** Reads the newest messages of a channel, or the newest before a message; `self` is Howdah's bot, B… */
export const openReader = (client: WebClient, self: string): Read => {
  let waiting: { readonly until: number; readonly unread: Unread } | undefined
  return async (channel, before) => {
    if (waiting !== undefined && performance.now() < waiting.until) return waiting.unread
    const page = await readChannel(client, self, channel, before)
    if ('because' in page && page.seconds !== undefined)
      waiting = { until: performance.now() + page.seconds * 1_000, unread: page }
    return page
  }
}

const readChannel = async (
  client: WebClient,
  self: string,
  channel: string,
  before: string | null,
): Promise<ChannelPage | Unread> => {
  try {
    const { messages = [], has_more } = await client.conversations.history({
      channel,
      limit: pageSize,
      ...(before === null ? {} : { latest: before }),
    })
    return {
      own: messages
        .filter(one => one.bot_id === self)
        .map(({ ts = '', text = '', blocks = [] }) => ({
          ts,
          texts: blocks.length === 0 ? [text] : [text, wordsIn(blocks).join('\n')],
        })),
      from: messages.at(-1)?.ts ?? null,
      more: has_more ?? false,
    }
  } catch (error) {
    const because = unreadBecause(error)
    if (because === undefined) throw error
    return because
  }
}

const wordsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'text' && typeof member === 'string' ? [member] : wordsIn(member),
  )
}

const notThere: Unread = {
  because: 'Howdah is not in it, or there is no such channel',
  instead: 'Invite Howdah there, and name the channel by its id, C…, in the inventory.',
}

/** Undefined where nothing but Slack's own trouble was met. */
const unreadBecause = (error: unknown): Unread | undefined => {
  const seconds = retryAfter(error)
  if (seconds !== undefined)
    return {
      because: 'Slack limits how often Howdah may read it',
      instead: `It is tried again in ${seconds} s.`,
      seconds,
    }
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  const { error: said, needed } = (data ?? {}) as { error?: string; needed?: string }
  if (said === undefined) return undefined
  if (said === 'missing_scope')
    return {
      because: `its Slack app lacks the scope ${needed ?? 'channels:history'}`,
      instead: 'Update the app from manifest.yml, and install it again.',
    }
  if (said === 'not_in_channel' || said === 'channel_not_found') return notThere
  return {
    because: `Slack says ${said}`,
    instead: 'Check the settings of the channel and of the app.',
  }
}
