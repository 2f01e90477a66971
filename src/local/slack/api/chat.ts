/** chat.*: messages that the app posts and changes. */
import type { Arguments } from '#local/slack/api/arguments'
import { ApiFailure } from '#local/slack/api/failure'
import { joinedChannel, type Methods } from '#local/slack/api/method'
import { isObject, textAt } from '#local/slack/json'
import { isMember, messageAt } from '#local/slack/look-up'
import { edit, messageForApp, post } from '#local/slack/messages'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import type { Workspace } from '#local/slack/workspace'

const metadataOf = (args: Arguments): JsonObject | null => {
  const value = args.json('metadata', 'invalid_metadata_format')
  if (value === undefined) return null
  if (!isObject(value) || textAt(value, 'event_type') === null || !isObject(value.event_payload))
    throw new ApiFailure('invalid_metadata_format')
  return value
}

const contentOf = (args: Arguments): { text: string; blocks: Json | undefined } => {
  const blocks = args.json('blocks', 'invalid_blocks_format')
  const text = args.text('text') ?? ''
  if (text === '' && (!Array.isArray(blocks) || blocks.length === 0))
    throw new ApiFailure('no_text')
  return { text, blocks }
}

const threadOf = (ws: Workspace, args: Arguments, channel: string): string | null => {
  const ts = args.text('thread_ts')
  if (ts === null) return null
  const parent = messageAt(ws.store.state, channel, ts)
  if (parent === undefined) throw new ApiFailure('thread_not_found')
  // A reply to a reply belongs to the same thread.
  return parent.threadTs ?? parent.ts
}

export const chatMethods: Methods = {
  'chat.postMessage': {
    tier: 'posting',
    token: 'bot',
    run(ws, args) {
      const channel = joinedChannel(ws, args.required('channel'))
      const message = post(ws, {
        ...contentOf(args),
        channel: channel.id,
        user: ws.app.user,
        threadTs: threadOf(ws, args, channel.id),
        broadcast: args.flag('reply_broadcast'),
        metadata: metadataOf(args),
      })
      return { channel: channel.id, ts: message.ts, message: messageForApp(ws, message) }
    },
  },
  'chat.update': {
    tier: 'tier3',
    token: 'bot',
    run(ws, args) {
      const channel = joinedChannel(ws, args.required('channel'))
      const found = messageAt(ws.store.state, channel.id, args.required('ts'))
      if (found === undefined || found.onlyFor !== null) throw new ApiFailure('message_not_found')
      if (found.user !== ws.app.user) throw new ApiFailure('cant_update_message')
      const blocks = args.json('blocks', 'invalid_blocks_format')
      if (blocks === undefined && args.text('text') === null) throw new ApiFailure('no_text')
      const metadata = metadataOf(args)
      const broadcast = found.broadcast || args.flag('reply_broadcast')
      const message = edit(ws, found, { text: args.text('text'), blocks, metadata, broadcast })
      const { ts, text } = message
      return { channel: channel.id, ts, text, message: messageForApp(ws, message) }
    },
  },
  'chat.postEphemeral': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const channel = joinedChannel(ws, args.required('channel'))
      const user = args.required('user')
      if (!isMember(ws, channel, user)) throw new ApiFailure('user_not_in_channel')
      const message = post(ws, {
        ...contentOf(args),
        channel: channel.id,
        user: ws.app.user,
        threadTs: threadOf(ws, args, channel.id),
        onlyFor: user,
      })
      return { message_ts: message.ts }
    },
  },
}
