/** Tells the app what a person says to the app: in a direct message, or by a mention in a channel or thread. */
import { sendEvent } from '#local/slack/act/send-event'
import { isMember } from '#local/slack/look-up'
import { teamOf } from '#local/slack/person-payload'
import type { Channel, Message, Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

/** A direct message always goes to the app, so a mention there is no event. */
export const hearsMention = (ws: Workspace, channel: Channel, { text }: Message): boolean =>
  channel.kind === 'channel' &&
  isMember(ws, channel, ws.app.user) &&
  text.includes(`<@${ws.app.user}>`)

/** Does not wait: the message stands, whatever the app's answer. */
export const sendMention = (ws: Workspace, person: Person, message: Message): void => {
  const { channel, ts, threadTs, text } = message
  void sendEvent(ws, {
    type: 'app_mention',
    user: person.id,
    team: teamOf(ws, person),
    channel,
    text,
    ts,
    event_ts: ts,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
  })
}

/** Every message between a person and the app. */
export const sendDirect = (ws: Workspace, person: Person, message: Message): void => {
  const { channel, ts, threadTs, text } = message
  void sendEvent(ws, {
    type: 'message',
    channel_type: 'im',
    user: person.id,
    team: teamOf(ws, person),
    channel,
    text,
    ts,
    event_ts: ts,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
  })
}
