/**
 * Posts messages that no click waits for, with a client of their own: a single 429 stops a client's whole
 * queue and would let a trigger_id of the other client expire.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { HomeView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { DrawnMessage } from '#slack/draw/blocks/blocks'
import type { Wording } from '#slack/draw/blocks/command-wording'
import { openRate } from '#slack/send/post-rate'
import { retryAfter } from '#slack/send/retry-after'
import { type UploadInParts, uploadParts } from '#slack/send/upload-parts'

export interface BackgroundClient {
  /** Posts and returns the ts. */
  post(channel: string, drawn: DrawnMessage, more: PostMore): Promise<string>
  /** Edits a message; false when the message no longer exists. */
  update(channel: string, ts: string, drawn: DrawnMessage): Promise<boolean>
  upload(channel: string, thread: string | null, file: Upload): Promise<void>
  /** Uploads a file that may not fit in memory; throws a Failure where Slack takes none that large. */
  uploadParts(channel: string, file: UploadInParts): Promise<void>
  /** Uploads a picture that a message will show; returns its file id. */
  picture(file: Omit<Upload, 'comment'>): Promise<string>
  /** Publishes the person's Home tab. */
  publish(user: string, view: HomeView): Promise<void>
  /** Reads a message's link; null when Slack gives none. */
  permalink(channel: string, ts: string): Promise<string | null>
  /** Opens the channel of the direct message with a person. */
  direct(user: string): Promise<string>
}

export interface MessageAbout {
  /** A plan's id, or the kind of report. */
  readonly about: string
  readonly run?: string
}

export interface PostMore {
  readonly thread?: string
  readonly broadcast?: boolean
  /** Plan and run id, by which a message can be found. */
  readonly about: MessageAbout
}

export interface Upload {
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly data: Buffer
  readonly comment: string
}

/** Less than the 30 s after which a different process may post a claimed line. */
const patienceSeconds = 20

export const openBackgroundClient = (client: WebClient, wording: Wording): BackgroundClient => {
  const posts = openRate(1_100)
  const directs = new Map<string, string>()

  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let waited = 0; ; ) {
      try {
        return await call()
      } catch (error) {
        const after = retryAfter(error)
        if (after === undefined || waited + after > patienceSeconds) throw error
        waited += after
        await sleep(after * 1_000, undefined, { ref: false })
      }
    }
  }

  return {
    async post(channel, drawn, { thread, broadcast, about }) {
      const { text, blocks } = wording(drawn)
      await posts.turn(channel)
      const said = {
        channel,
        text,
        blocks: [...blocks],
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'howdah', event_payload: { ...about } },
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
    async update(channel, ts, drawn) {
      const { text, blocks } = wording(drawn)
      try {
        // An edit does not wait: by then there would be a newer revision to show.
        await client.chat.update({ channel, ts, text, blocks: [...blocks] })
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
    async uploadParts(channel, file) {
      await posts.turn(channel)
      await uploadParts(client, channel, file)
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
    async publish(user, view) {
      await patiently(() => client.views.publish({ user_id: user, view: wording(view) }))
    },
    async permalink(channel, ts) {
      const answer = await client.chat
        .getPermalink({ channel, message_ts: ts })
        .catch(() => undefined)
      return answer?.permalink ?? null
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

/** Reads Slack's code for the error. */
const slackErrorOf = (error: unknown): string => {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : ''
}
