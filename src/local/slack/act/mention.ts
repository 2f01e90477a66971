/** A person names the app in a channel that it is in, or in a thread there: Slack tells it. */
import { sendEvent } from '#local/slack/act/send-event'
import { isMember } from '#local/slack/look-up'
import { teamOf } from '#local/slack/person-payload'
import type { Channel, Message, Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

/** In a direct message everything is said to the app, and mentions are no event. */
export const hearsMention = (ws: Workspace, channel: Channel, { text }: Message): boolean =>
  channel.kind === 'channel' &&
  isMember(ws, channel, ws.app.user) &&
  text.includes(`<@${ws.app.user}>`)

/** Nobody waits for it: a message is said, whatever the app makes of it. */
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
