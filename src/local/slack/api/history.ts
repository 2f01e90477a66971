/** conversations.history: the messages of a channel, the newest first, page by page. */
import type { Arguments } from '#local/slack/api/arguments'
import { ApiFailure } from '#local/slack/api/failure'
import { joinedChannel, type Methods } from '#local/slack/api/method'
import { messageForApp } from '#local/slack/messages'
import type { Channel, Message } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

const [usual, most] = [100, 999]

const tsAt = (args: Arguments, name: 'latest' | 'oldest'): string | null => {
  const value = args.text(name)
  if (value === null || value === 'now' || value === '0') return null
  if (!/^\d{1,10}(\.\d{1,6})?$/.test(value)) throw new ApiFailure(`invalid_ts_${name}`)
  const [seconds = '', micros = ''] = value.split('.')
  return `${seconds.padStart(10, '0')}.${micros.padEnd(6, '0')}`
}

const limitOf = (args: Arguments): number => {
  const given = args.text('limit')
  const limit = given === null ? usual : Number(given)
  if (!Number.isInteger(limit) || limit < 1) throw new ApiFailure('invalid_limit')
  return Math.min(limit, most)
}

/** A cursor names the newest message of the next page, as Slack's do. */
const cursorTo = ({ ts }: Message): string =>
  Buffer.from(`next_ts:${ts.replace('.', '')}`).toString('base64')

const readCursor = (cursor: string | null): string | null => {
  if (cursor === null) return null
  const digits = /^next_ts:(\d{16})$/.exec(Buffer.from(cursor, 'base64').toString())?.[1]
  if (digits === undefined) throw new ApiFailure('invalid_cursor')
  return `${digits.slice(0, 10)}.${digits.slice(10)}`
}

/** Replies are in their thread alone, unless the reply is shown in the channel too. */
const inChannel = (ws: Workspace, channel: Channel): readonly Message[] =>
  ws.store.state.messages
    .filter(
      one =>
        one.channel === channel.id &&
        one.onlyFor === null &&
        (one.threadTs === null || one.threadTs === one.ts || one.broadcast),
    )
    .toSorted((one, other) => (one.ts < other.ts ? 1 : -1))

export const historyMethods: Methods = {
  'conversations.history': {
    tier: 'tier3',
    token: 'bot',
    run(ws, args) {
      const channel = joinedChannel(ws, args.required('channel'))
      // Unlike chat.postMessage, Slack takes ids alone here.
      if (channel.id !== args.text('channel')) throw new ApiFailure('channel_not_found')
      const needed = channel.kind === 'im' ? 'im:history' : 'channels:history'
      if (channel.kind === 'im' || ws.app.lacks.includes(needed))
        throw new ApiFailure('missing_scope', [], { needed })
      const [latest, oldest] = [tsAt(args, 'latest'), tsAt(args, 'oldest')]
      const limit = limitOf(args)
      const from = readCursor(args.text('cursor'))
      const bounds = args.flag('inclusive')
      const fits = ({ ts }: Message): boolean =>
        (latest === null || ts < latest || (bounds && ts === latest)) &&
        (oldest === null || ts > oldest || (bounds && ts === oldest)) &&
        (from === null || ts <= from)
      const fitting = inChannel(ws, channel).filter(fits)
      const next = fitting[limit]
      const whole = args.flag('include_all_metadata')
      return {
        messages: fitting
          .slice(0, limit)
          .map(one => messageForApp(ws, whole ? one : { ...one, metadata: null })),
        has_more: next !== undefined,
        pin_count: 0,
        ...(next === undefined ? {} : { response_metadata: { next_cursor: cursorTo(next) } }),
      }
    },
  },
}
