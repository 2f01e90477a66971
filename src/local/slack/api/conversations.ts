/** conversations.*: channels, and direct messages between a person and the app. */
import { ApiFailure } from '#local/slack/api/failure'
import { channelArgument, type Methods, personArgument } from '#local/slack/api/method'
import { imWith, isMember } from '#local/slack/look-up'
import type { JsonObject } from '#local/slack/page-protocol'
import type { Channel } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

const forApp = (ws: Workspace, channel: Channel): JsonObject =>
  channel.kind === 'im'
    ? { id: channel.id, is_im: true, user: channel.members[0] ?? '', is_open: true }
    : {
        id: channel.id,
        name: channel.name,
        is_channel: true,
        is_im: false,
        is_private: false,
        is_archived: false,
        is_ext_shared: channel.shared,
        is_member: isMember(ws, channel, ws.app.user),
        num_members: channel.members.length,
        topic: { value: channel.topic, creator: '', last_set: 0 },
      }

export const conversationMethods: Methods = {
  'conversations.open': {
    tier: 'tier3',
    token: 'bot',
    run(ws, args) {
      const users = args.required('users').split(',')
      const person = personArgument(ws, users[0] ?? '')
      if (users.length > 1) throw new ApiFailure('too_many_users')
      if (person.standing === 'deleted') throw new ApiFailure('user_disabled')
      if (person.isBot) throw new ApiFailure('cannot_dm_bot')
      return { channel: { id: imWith(ws, person).id } }
    },
  },
  'conversations.info': {
    tier: 'tier3',
    token: 'bot',
    run: (ws, args) => ({ channel: forApp(ws, channelArgument(ws, args.required('channel'))) }),
  },
  'conversations.list': {
    tier: 'tier2',
    token: 'bot',
    run(ws, args) {
      const wanted = (args.text('types') ?? 'public_channel').split(',')
      const channels = ws.store.state.channels.filter(one =>
        wanted.includes(one.kind === 'im' ? 'im' : 'public_channel'),
      )
      return {
        channels: channels.map(channel => forApp(ws, channel)),
        response_metadata: { next_cursor: '' },
      }
    },
  },
  'conversations.members': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const { kind, members } = channelArgument(ws, args.required('channel'))
      return {
        members: kind === 'im' ? [...members, ws.app.user] : members,
        response_metadata: { next_cursor: '' },
      }
    },
  },
}
