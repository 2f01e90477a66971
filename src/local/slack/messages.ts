/** Posts, changes and removes messages, for every caller. */
import { checkMessageBlocks } from '#local/slack/blocks/check-blocks'
import { withIds } from '#local/slack/blocks/with-ids'
import { newTs } from '#local/slack/ids'
import type { Json, JsonObject, PageFile } from '#local/slack/page-protocol'
import type { Message } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

/** Slack cuts longer texts off. */
const longestText = 40_000

export interface Draft {
  readonly channel: string
  readonly user: string
  readonly text: string
  /** As the app sent the blocks; checked here. */
  readonly blocks?: Json | undefined
  readonly threadTs?: string | null
  readonly broadcast?: boolean
  readonly onlyFor?: string | null
  readonly metadata?: JsonObject | null
  readonly files?: readonly PageFile[]
}

export const post = (ws: Workspace, draft: Draft): Message => {
  const message: Message = {
    channel: draft.channel,
    ts: newTs(),
    threadTs: draft.threadTs ?? null,
    user: draft.user,
    text: draft.text.slice(0, longestText),
    blocks: withIds(checkMessageBlocks(draft.blocks ?? [])),
    files: draft.files ?? [],
    edited: false,
    onlyFor: draft.onlyFor ?? null,
    broadcast: draft.broadcast ?? false,
    metadata: draft.metadata ?? null,
  }
  ws.store.apply({ kind: 'message', message })
  return message
}

export const edit = (
  ws: Workspace,
  message: Message,
  change: {
    readonly text?: string | null
    readonly blocks?: Json | undefined
    readonly metadata?: JsonObject | null
    readonly broadcast?: boolean
  },
): Message => {
  const next: Message = {
    ...message,
    text: (change.text ?? message.text).slice(0, longestText),
    // Slack keeps the blocks if an update leaves them out.
    blocks:
      change.blocks === undefined ? message.blocks : withIds(checkMessageBlocks(change.blocks)),
    metadata: change.metadata ?? message.metadata,
    broadcast: change.broadcast ?? message.broadcast,
    edited: true,
  }
  ws.store.apply({ kind: 'message', message: next })
  return next
}

export const remove = (ws: Workspace, { channel, ts }: Message): void =>
  ws.store.apply({ kind: 'message_deleted', channel, ts })

/** A line for a single person. */
export const notify = (ws: Workspace, user: string, channel: string, text: string): void =>
  ws.store.apply({ kind: 'notice', user, channel, text })

export const fileForApp = (ws: Workspace, file: PageFile): JsonObject => ({
  id: file.id,
  name: file.name,
  title: file.title,
  mimetype: file.mimetype,
  size: file.size,
  alt_txt: file.altText,
  url_private: `${ws.origin()}/${file.url}`,
})

/** The message as the Web API and interactions return it. */
export const messageForApp = (ws: Workspace, message: Message): JsonObject => ({
  type: 'message',
  user: message.user,
  ...(message.user === ws.app.user ? { bot_id: ws.app.bot, app_id: ws.app.id } : {}),
  team: ws.team.id,
  ts: message.ts,
  text: message.text,
  blocks: message.blocks,
  ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
  ...(message.metadata === null ? {} : { metadata: message.metadata }),
  ...(message.files.length ? { files: message.files.map(file => fileForApp(ws, file)) } : {}),
  ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
})
