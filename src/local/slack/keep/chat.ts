/** The kept part of a workspace: public messages, direct messages and files, but no half-filled forms. */
import { z } from 'zod'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import type { Channel, Message, SlackState } from '#local/slack/store'
import type { StoredFile } from '#local/slack/uploads'

export interface Chat {
  /** Direct messages; the other channels are the host's. */
  readonly directs: readonly Channel[]
  readonly messages: readonly Message[]
  readonly files: readonly StoredFile[]
}

export const emptyChat: Chat = { directs: [], messages: [], files: [] }

const version = 1
const mostMessages = 2_000
const mostBytes = 8 * 1024 * 1024

const json = z.json() as z.ZodType<Json>
const object = z.record(z.string(), json) as z.ZodType<JsonObject>

const file = z.strictObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  altText: z.string(),
  mimetype: z.string(),
  size: z.number(),
  url: z.string(),
})

const channel = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.literal('im'),
  topic: z.string(),
  members: z.array(z.string()),
})

const message = z.strictObject({
  channel: z.string(),
  ts: z.string().regex(/^\d+\.\d{6}$/),
  threadTs: z.string().nullable(),
  user: z.string(),
  text: z.string(),
  blocks: z.array(object),
  files: z.array(file),
  edited: z.boolean(),
  onlyFor: z.null(),
  broadcast: z.boolean(),
  metadata: object.nullable(),
})

const bytes = z.base64().transform(text => Buffer.from(text, 'base64'))

const format = z.strictObject({
  version: z.literal(version),
  directs: z.array(channel),
  messages: z.array(message),
  files: z.array(file.extend({ bytes })),
})

/** Throws when the text is broken or of another version. */
export const readChat = (text: string): Chat => format.parse(JSON.parse(text))

/** As many of the newest files as fit. */
const newest = (files: readonly StoredFile[]): readonly StoredFile[] => {
  let left = mostBytes
  const first = files.findLastIndex(({ size }) => {
    left -= size
    return left < 0
  })
  return files.slice(first + 1)
}

export const writeChat = (state: SlackState, files: readonly StoredFile[]): string =>
  JSON.stringify({
    version,
    directs: state.channels.filter(({ kind }) => kind === 'im'),
    messages: state.messages.filter(({ onlyFor }) => onlyFor === null).slice(-mostMessages),
    files: newest(files).map(one => ({ ...one, bytes: one.bytes.toString('base64') })),
  })
