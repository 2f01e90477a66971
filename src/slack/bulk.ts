/**
 * Posts that nobody waits for with a click: a client of their own, because one 429 stops a whole
 * client's queue and would let a trigger_id run out in the other.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { ErrorCode, type WebClient } from '@slack/web-api'
import type { Drawn } from '#slack/blocks'
import { openRate } from '#slack/rate'

export interface Bulk {
  /** Posts and returns the ts. */
  post(channel: string, drawn: Drawn, more?: PostMore): Promise<string>
  /** False when there is no such message any more. */
  update(channel: string, ts: string, drawn: Drawn): Promise<boolean>
  upload(channel: string, thread: string | null, file: Upload): Promise<void>
  /** Uploads a picture that a message will show; returns its file id. */
  picture(file: Omit<Upload, 'comment'>): Promise<string>
  /** The channel of the direct message with one person. */
  direct(user: string): Promise<string>
}

export interface PostMore {
  readonly thread?: string
  readonly broadcast?: boolean
  /** Plan or run id, so that a message can be found by what it is about. */
  readonly about?: string
}

export interface Upload {
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly data: Buffer
  readonly comment: string
}

const tries = 8

export const openBulk = (client: WebClient): Bulk => {
  const posts = openRate(1_100)
  const directs = new Map<string, string>()

  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call()
      } catch (error) {
        const after = retryAfter(error)
        if (after === undefined || attempt === tries) throw error
        await sleep(after * 1_000, undefined, { ref: false })
      }
    }
  }

  return {
    async post(channel, { text, blocks }, { thread, broadcast, about } = {}) {
      await posts.turn(channel)
      const said = {
        channel,
        text,
        blocks: [...blocks],
        unfurl_links: false,
        unfurl_media: false,
        ...(about === undefined
          ? {}
          : { metadata: { event_type: 'howdah', event_payload: { about } } }),
      }
      const { ts } = await patiently(() =>
        thread === undefined
          ? client.chat.postMessage(said)
          : client.chat.postMessage(
              broadcast
                ? { ...said, thread_ts: thread, reply_broadcast: true }
                : { ...said, thread_ts: thread },
            ),
      )
      if (ts === undefined) throw new Error('Slack took a message and gave no ts')
      return ts
    },
    async update(channel, ts, { text, blocks }) {
      try {
        await patiently(() => client.chat.update({ channel, ts, text, blocks: [...blocks] }))
        return true
      } catch (error) {
        if (gone.has(slackErrorOf(error))) return false
        throw error
      }
    },
    async upload(channel, thread, { name, title, altText, data, comment }) {
      await posts.turn(channel)
      await client.filesUploadV2({
        channel_id: channel,
        ...(thread === null ? {} : { thread_ts: thread }),
        filename: name,
        title,
        alt_text: altText,
        file: data,
        initial_comment: comment,
      } as Parameters<WebClient['filesUploadV2']>[0])
    },
    async picture({ name, title, altText, data }) {
      const { files } = await client.filesUploadV2({
        filename: name,
        title,
        alt_text: altText,
        file: data,
      })
      const id = files[0]?.files?.[0]?.id
      if (id === undefined) throw new Error('Slack took a picture and gave no id')
      return id
    },
    async direct(user) {
      const known = directs.get(user)
      if (known !== undefined) return known
      const { channel } = await patiently(() => client.conversations.open({ users: user }))
      const id = channel?.id
      if (id === undefined) throw new Error('Slack opened no direct message')
      directs.set(user, id)
      return id
    },
  }
}

const gone = new Set(['message_not_found', 'channel_not_found', 'cant_update_message'])

/** Slack's own word for what was wrong. */
const slackErrorOf = (error: unknown): string => {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : ''
}

/** Seconds that Slack asks to wait for; undefined when waiting would not help. */
const retryAfter = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code === ErrorCode.RateLimitedError && 'retryAfter' in error)
    return Number(error.retryAfter)
  return undefined
}
